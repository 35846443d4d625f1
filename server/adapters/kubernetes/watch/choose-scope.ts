import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { ApiFailure } from '#server/adapters/kubernetes/problems.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'

const deadlineMs = 10_000
const review = 'authorization.k8s.io/v1'

/** The namespaces that are followed one by one. */
export interface Scope {
  readonly names: readonly string[]
  /** Their Namespace objects: as the API server has them, or by name alone for who may not get them. */
  readonly objects: readonly RawObject[]
}

/**
 * Which namespaces are followed: those that were asked for; else all, unless the identity may list neither the pods nor
 * the services of the whole cluster and may look into the namespace of its context (SelfSubjectAccessReview,
 * SelfSubjectRulesReview). Undefined stands for all. Throws ApiFailure when the API server does not answer.
 */
export async function chooseScope(
  connection: Connection,
  asked: readonly string[],
  signal: AbortSignal,
): Promise<Scope | undefined> {
  if (asked.length > 0) return readScope(connection, asked, signal)
  const { namespace } = connection
  if (!namespace) return undefined
  const everywhere = await Promise.all(
    ['pods', 'services'].map((resource) => mayListEverywhere(connection, resource, signal)),
  )
  if (everywhere.some(Boolean) || !(await mayLookInto(connection, namespace, signal))) return undefined
  return readScope(connection, [namespace], signal)
}

async function readScope(
  connection: Connection,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Scope> {
  const objects = await Promise.all(names.map((name) => readNamespace(connection, name, signal)))
  return { names, objects: objects.filter((object) => object !== undefined) }
}

/** Undefined for one that is not there. */
async function readNamespace(
  connection: Connection,
  name: string,
  signal: AbortSignal,
): Promise<RawObject | undefined> {
  try {
    // The API's own form of a Namespace.
    return (await connection.ask({ path: `/api/v1/namespaces/${name}`, signal, deadlineMs })) as RawObject
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    if (error.status === 404) return undefined
    if (error.status !== 403) throw error
    // The label that the API server gives every namespace (kubernetes.io "Automatic labelling").
    return { metadata: { name, labels: { 'kubernetes.io/metadata.name': name } } }
  }
}

async function mayListEverywhere(
  connection: Connection,
  resource: string,
  signal: AbortSignal,
): Promise<boolean> {
  const spec = { resourceAttributes: { verb: 'list', group: '', resource } }
  const answer = await ask(connection, 'SelfSubjectAccessReview', spec, signal)
  return answer.allowed === true
}

async function mayLookInto(connection: Connection, namespace: string, signal: AbortSignal): Promise<boolean> {
  const { resourceRules = [] } = await ask(connection, 'SelfSubjectRulesReview', { namespace }, signal)
  const has = (list: readonly string[] | undefined, names: readonly string[]) =>
    list?.some((each) => each === '*' || names.includes(each)) ?? false
  return resourceRules.some(
    ({ verbs, apiGroups, resources }) =>
      has(verbs, ['list']) && has(apiGroups, ['']) && has(resources, ['pods', 'services']),
  )
}

interface Reviewed {
  readonly allowed?: boolean
  readonly resourceRules?: readonly {
    readonly verbs?: readonly string[]
    readonly apiGroups?: readonly string[]
    readonly resources?: readonly string[]
  }[]
}

async function ask(
  connection: Connection,
  kind: string,
  spec: object,
  signal: AbortSignal,
): Promise<Reviewed> {
  const path = `/apis/${review}/${kind.toLowerCase()}s`
  const body = { apiVersion: review, kind, spec }
  // The review's own form; every field is optional.
  const answer = (await connection.ask({ method: 'POST', path, body, signal, deadlineMs })) as {
    status?: Reviewed
  }
  return answer.status ?? {}
}
