import { envoyAdminPort } from '#cli/dashboard/targets.ts'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { formatLabels, listSelectedPods } from '#server/adapters/kubernetes/reach/list-ready-pods.ts'
import type { PodPort } from '#server/adapters/kubernetes/reach/open-tunnel.ts'
import { Problem } from '#server/problem.ts'

const deadlineMs = 15_000

/** Whose proxy is meant, in the words of `istioctl dashboard envoy [TYPE/]NAME[.NAMESPACE]` and its `-l`. */
export interface EnvoyWords {
  readonly name: string | undefined
  readonly selector: string | undefined
  readonly namespace: string | undefined
  readonly uiPort: string | undefined
}

/** Kinds that have pods, by the words that kubectl takes for them. */
const owners: Readonly<Record<string, string>> = {
  deployment: 'apis/apps/v1/deployments',
  deploy: 'apis/apps/v1/deployments',
  statefulset: 'apis/apps/v1/statefulsets',
  sts: 'apis/apps/v1/statefulsets',
  daemonset: 'apis/apps/v1/daemonsets',
  ds: 'apis/apps/v1/daemonsets',
  replicaset: 'apis/apps/v1/replicasets',
  rs: 'apis/apps/v1/replicasets',
  service: 'api/v1/services',
  svc: 'api/v1/services',
}

/**
 * Lists the pods whose Envoy is meant, each with its admin port: of a workload, Service or selector the ready ones, anew
 * with each call. Throws Problem invalid when nobody is named; the listing rejects as the API server answers.
 */
export function findEnvoy(connection: Connection, words: EnvoyWords): () => Promise<readonly PodPort[]> {
  const port = Number(words.uiPort ?? envoyAdminPort)
  const [given = '', ownNamespace] = (words.name ?? '').split('.', 2)
  const namespace = ownNamespace ?? words.namespace ?? connection.namespace ?? 'default'
  const listBy = (labelSelector: string) =>
    listSelectedPods(
      connection,
      { namespace, labelSelector },
      { targetPort: port },
      AbortSignal.timeout(deadlineMs),
    )
  if (words.selector) {
    const { selector } = words
    return async () => orNone(await listBy(selector), `${namespace} -l ${selector}`)
  }
  const [, type, owner = ''] = /^([^/]+)\/(.+)$/.exec(given) ?? []
  if (type === undefined) {
    if (given === '') throw new Problem({ kind: 'invalid', code: 'dashboard-pod-missing' })
    return async () => [{ namespace, pod: given, port }]
  }
  if (type === 'pod' || type === 'po') return async () => [{ namespace, pod: owner, port }]
  const resource = owners[type.toLowerCase()]
  if (!resource) {
    const params = { type, known: ['pod', ...Object.keys(owners)].join(', ') }
    throw new Problem({ kind: 'invalid', code: 'dashboard-type-unknown', params })
  }
  return async () => {
    const [prefix, kind] = splitLast(resource)
    const path = `/${prefix}/namespaces/${encodeURIComponent(namespace)}/${kind}/${encodeURIComponent(owner)}`
    const object = await connection.ask({ path, signal: AbortSignal.timeout(deadlineMs), deadlineMs })
    const selector = readSelector(object)
    return orNone(selector === '' ? [] : await listBy(selector), `${namespace}/${owner}`)
  }
}

function splitLast(path: string): readonly [string, string] {
  const at = path.lastIndexOf('/')
  return [path.slice(0, at), path.slice(at + 1)]
}

function orNone(pods: readonly PodPort[], service: string): readonly PodPort[] {
  if (pods.length > 0) return pods
  throw new Problem({ kind: 'unavailable', code: 'reach-no-pod', params: { service }, adapter: 'kubernetes' })
}

interface Requirement {
  readonly key?: string
  readonly operator?: string
  readonly values?: readonly string[]
}

/** The selector of a workload (a LabelSelector) or of a Service (a map of labels), as text; '' for none. */
function readSelector(object: unknown): string {
  const { selector } = Object(Object(object).spec)
  const {
    matchLabels,
    matchExpressions,
  }: { matchLabels?: unknown; matchExpressions?: readonly Requirement[] } = Object(selector)
  if (!matchLabels && !matchExpressions) return formatLabels(readTexts(selector))
  return [formatLabels(readTexts(matchLabels)), ...(matchExpressions ?? []).map(formatRequirement)]
    .filter((part) => part !== '')
    .join(',')
}

function formatRequirement({ key = '', operator, values = [] }: Requirement): string {
  if (operator === 'Exists') return key
  if (operator === 'DoesNotExist') return `!${key}`
  return `${key} ${operator === 'NotIn' ? 'notin' : 'in'} (${values.join(',')})`
}

function readTexts(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(Object(value)).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
}
