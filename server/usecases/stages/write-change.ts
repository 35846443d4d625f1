import type { AppliedResource } from '#server/adapters/kubernetes/types.ts'
import { formatPath } from '#server/mesh/changes/diff-values.ts'
import { isSameJson } from '#server/mesh/changes/is-same-json.ts'
import { cutServerFields, cutToKept } from '#server/mesh/changes/stored-form.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import { buildRefusal } from '#server/mesh/roles/build-refusal.ts'
import { buildWriteRules, explainNoPlace } from '#server/mesh/roles/explain-no-write.ts'
import { isProblem, Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { buildWrite, type PlannedChange } from '#server/usecases/stages/try-change.ts'

type JsonObject = Readonly<Record<string, unknown>>

export interface WriteOrder {
  readonly planned: PlannedChange
  /** The same write of a newer version that says something else; without it such a version is a conflict. */
  readonly replan?: (stored: JsonObject) => PlannedChange
  /** As it would be stored, by the dry run. */
  readonly expected?: JsonObject | undefined
  readonly reason?: string | undefined
  /** The change that this one takes back. */
  readonly undoes?: string | undefined
}

export interface WrittenChange extends AppliedResource {
  /** Its id in the history; absent where nothing had to be written. */
  readonly change?: string
}

/** A write that has begun is not stopped because who asked for it has gone: it would be half known. */
const deadlineMs = 30_000
/** A status that a controller writes in between raises resourceVersion and is no conflict. */
const mostTries = 5
const mostPaths = 20

/**
 * The one way by which Vardia changes a cluster: kept in the history and in the audit trail first, then written as the user
 * at the version that was previewed, then settled. A write whose answer was lost is looked for in the cluster before
 * anything is said of it. Throws what the Kubernetes adapter throws (`conflict` when somebody else wrote in between),
 * Problem forbidden when the role of the person does not reach the namespace, and Problem unavailable when the history or
 * the trail cannot be kept; nothing is written then.
 */
export async function writeChange(order: WriteOrder, context: UseCaseContext): Promise<WrittenChange> {
  const { adapters, log } = context
  const { planned } = order
  if (!buildWrite(planned)) return { warnings: [], ...(planned.stored && { object: planned.stored }) }
  if (!adapters.history) throw new Problem({ kind: 'unsupported', code: 'history-none', adapter: 'history' })
  const { history } = adapters
  refusePlace(planned.change, context)
  const id = await history.keep(describe(order, context), 'pending')
  const signal = AbortSignal.timeout(deadlineMs)
  const settle = async (settlement: Parameters<typeof history.settle>[1]) => {
    // What cannot be settled now is settled by looking at the cluster later.
    await history
      .settle(id, settlement)
      .catch((err) => log.warn({ err, change: id }, 'a change is not settled'))
  }
  const fail = (error: Problem) =>
    settle({ outcome: 'failed', failure: { code: error.code, params: error.params } })
  const tellEnd = await beginTrail(order, id, context).catch(async (error) => {
    if (isProblem(error)) await fail(error)
    throw error
  })
  try {
    const written = await send(order, { ...context, signal })
    await settle({ outcome: 'applied', ...tellResult(planned, written.object) })
    await tellEnd()
    return { ...written, change: id }
  } catch (error) {
    if (!isProblem(error)) throw error
    const found = isUnsure(error)
      ? await findWritten(order, { ...context, signal: AbortSignal.timeout(deadlineMs) })
      : 'not-written'
    if (found === 'written') {
      await settle({ outcome: 'applied' })
      await tellEnd()
      return { warnings: [], change: id }
    }
    if (found === 'not-written') await fail(error)
    await tellEnd(error.code)
    throw error
  }
}

/** The console's own rules, which only take away from what the cluster allows. */
function refusePlace(
  { kind, namespace, name }: PlannedChange['change'],
  { config, session }: Pick<UseCaseContext, 'config' | 'session'>,
): void {
  const rules = buildWriteRules(config, session.user)
  const refused = explainNoPlace(rules, kind === 'Namespace' ? name : namespace)
  if (refused) throw buildRefusal(refused, rules, session.user)
}

async function beginTrail(
  { planned, reason }: WriteOrder,
  change: string,
  { trail }: UseCaseContext,
): Promise<(code?: string) => Promise<void>> {
  const { kind, namespace, name } = planned.change
  const begun = trail?.begin({ kind, namespace, name, action: planned.operation, change, reason })
  return (await begun) ?? (async () => undefined)
}

function describe(
  { planned, expected, reason, undoes }: WriteOrder,
  { session, nowMs }: Pick<UseCaseContext, 'session' | 'nowMs'>,
) {
  const { change, operation, stored, wanted, differences } = planned
  const { apiVersion, kind, namespace, name } = change
  const baseVersion = asRecord(stored?.['metadata'])['resourceVersion']
  const after = operation === 'remove' ? undefined : (expected ?? wanted)
  return {
    group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
    ...{ apiVersion, kind, namespace, name },
    atMs: nowMs,
    who: session.user.name,
    how: 'vardia' as const,
    action: operation === 'none' ? ('update' as const) : operation,
    paths: differences.slice(0, mostPaths).map(({ steps }) => formatPath(steps)),
    changeCount: differences.length,
    ...(reason === undefined ? {} : { reason }),
    ...(undoes === undefined ? {} : { undoes }),
    ...(typeof baseVersion === 'string' ? { baseVersion } : {}),
    ...(stored ? { before: cutToKept(stored) } : {}),
    ...(after ? { after: cutToKept(after) } : {}),
  }
}

async function send({ planned, replan }: WriteOrder, context: UseCaseContext): Promise<AppliedResource> {
  const { adapters, session, signal } = context
  let plan = planned
  for (let tries = 1; ; tries += 1) {
    const write = buildWrite(plan)
    // Somebody else wrote the very same in between.
    if (!write) return { warnings: [], ...(plan.stored && { object: plan.stored }) }
    try {
      const options = { dryRun: false, signal }
      return await adapters.kubernetes.applyResource(session.viewer, plan.resource, write, options)
    } catch (error) {
      if (!isProblem(error) || error.kind !== 'conflict' || !plan.stored || tries >= mostTries) throw error
      const now = await adapters.kubernetes.readResource(session.viewer, plan.resource, signal)
      if (!now) throw error
      if (isSameJson(cutServerFields(now), cutServerFields(plan.stored))) plan = { ...plan, stored: now }
      else if (replan) plan = replan(now)
      else throw error
    }
  }
}

/** The version that it led to; a removal has none of its own, and an object is removed once. */
function tellResult({ operation, stored }: PlannedChange, object: JsonObject | undefined) {
  if (operation === 'remove') {
    const uid = asRecord(stored?.['metadata'])['uid']
    return typeof uid === 'string' ? { resultVersion: `removed ${uid}` } : {}
  }
  const resultVersion = asRecord(object?.['metadata'])['resourceVersion']
  if (!object) return {}
  return { after: cutToKept(object), ...(typeof resultVersion === 'string' ? { resultVersion } : {}) }
}

/** Whether a failure leaves open if the write was made. */
function isUnsure({ kind, code }: Problem): boolean {
  return kind === 'unavailable' ? code !== 'kubernetes-busy' : kind === 'timeout' || kind === 'bug'
}

/** Looks what became of a write without answer. */
async function findWritten(
  { planned, expected }: WriteOrder,
  { adapters, session, signal }: UseCaseContext,
): Promise<'written' | 'not-written' | 'unknown'> {
  const { stored, wanted, resource, operation } = planned
  try {
    const now = await adapters.kubernetes.readResource(session.viewer, resource, signal)
    if (operation === 'remove') return now ? 'unknown' : 'written'
    if (now && isSameJson(cutServerFields(now), cutServerFields(expected ?? wanted))) return 'written'
    const isUntouched = stored && now && isSameJson(cutServerFields(now), cutServerFields(stored))
    return isUntouched || (!stored && !now) ? 'not-written' : 'unknown'
  } catch {
    // It is settled later.
    return 'unknown'
  }
}
