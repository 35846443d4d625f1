import { type AccessFacts, indexAccess } from '#server/mesh/access/access-facts.ts'
import { askAccess } from '#server/mesh/access/ask-access.ts'
import { classifyColumns } from '#server/mesh/access/classify-columns.ts'
import { describeTarget, type MatrixTarget } from '#server/mesh/access/describe-target.ts'
import type { AccessQuestion, Caller } from '#server/mesh/access/types.ts'
import type { AuthorizationPolicy, Protocol } from '#server/mesh/authorization/types.ts'
import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

/**
 * `open` is allowed for want of any ALLOW policy; `partly` depends on what the question leaves open; `unjudged` would
 * take too long.
 */
export type CellState = 'allowed' | 'open' | 'partly' | 'denied' | 'unjudged'

/** What of a request is fixed for the whole matrix; the rest is left open. */
export interface MatrixQuestion {
  readonly port?: number
  readonly method?: string
  readonly path?: string
}

export interface MatrixRow {
  readonly workload: Workload
  /** One for each column, in their order. */
  readonly cells: readonly CellState[]
  /** Those that stand before it. */
  readonly policies: readonly AuthorizationPolicy[]
}

export interface MatrixFacts {
  readonly snapshot: MeshSnapshot
  readonly meshConfig: MeshConfig
  readonly workloads: readonly Workload[]
  /** Identities, '' for a caller in plaintext. */
  readonly columns: readonly string[]
  readonly question: MatrixQuestion
}

/** Of the policies before one workload; more than that is not judged for every caller at once. */
const mostRules = 2_000

/** Rows by what stands before their workloads; they outlive a snapshot with the columns that they were asked for. */
const memories = new WeakMap<readonly string[], Map<string, readonly CellState[]>>()
/** Rows that are remembered for one list of columns; a mesh whose policies change all day must not fill the heap. */
const mostRows = 5_000

/**
 * Who may talk to each workload, for every caller at once: what `askAccess` decides of a peer of which only the identity
 * is known. It is asked once for each row and each kind of caller that the row's policies tell apart, and not again for
 * rows before which the same policies stand.
 *
 * @param facts the same list of columns, not an equal one, finds the rows of the last time
 */
export function buildAccessMatrix({
  snapshot,
  meshConfig,
  workloads,
  columns,
  question,
}: MatrixFacts): readonly MatrixRow[] {
  const facts = indexAccess(snapshot, meshConfig)
  const known = memories.get(columns) ?? new Map<string, readonly CellState[]>()
  const used = known.size > mostRows ? new Map<string, readonly CellState[]>() : known
  memories.set(columns, used)
  const asked = `${JSON.stringify(question)} ${meshConfig.trustDomain} ${meshConfig.trustDomainAliases.join()}`
  return workloads.map((workload) => {
    const target = describeTarget(facts, workload, question)
    const key = `${asked} ${target.key}`
    const cells = known.get(key) ?? judgeRow(facts, target, columns, question)
    used.set(key, cells)
    return { workload, cells, policies: target.authorizers.flatMap(({ policies }) => policies) }
  })
}

function judgeRow(
  facts: AccessFacts,
  target: MatrixTarget,
  columns: readonly string[],
  question: MatrixQuestion,
): readonly CellState[] {
  const rules = target.authorizers.reduce(
    (sum, { policies }) => sum + policies.reduce((all, { spec }) => all + (spec.rules?.length ?? 0), 0),
    0,
  )
  if (rules > mostRules) return columns.map(() => 'unjudged')
  const classes = classifyColumns(target.authorizers, columns)
  const decided = new Map<number, CellState>()
  return columns.map((principal, index) => {
    const kind = classes[index] ?? 0
    const known = decided.get(kind)
    if (known) return known
    const state = judgeCell(facts, target, principal, question)
    decided.set(kind, state)
    return state
  })
}

/** The cell of one caller, over every protocol that the workload's ports speak. */
export function judgeCell(
  facts: AccessFacts,
  target: MatrixTarget,
  principal: string,
  question: MatrixQuestion,
): CellState {
  const caller: Caller = principal === '' ? { kind: 'outside' } : { kind: 'identity', principal }
  const states = target.protocols.map((protocol) =>
    readState(facts, buildQuestion({ target, caller, protocol, question })),
  )
  const [first = 'partly'] = states
  return states.every((state) => state === first) ? first : 'partly'
}

function readState(facts: AccessFacts, question: AccessQuestion): CellState {
  const { decision, hops } = askAccess(facts, question)
  if (decision === 'DENY') return 'denied'
  const delegates = hops.some(({ verdict }) => verdict !== undefined && verdict.delegated.length > 0)
  if (decision === 'DEPENDS' || delegates) return 'partly'
  const isOpen = hops.every(({ verdict }) => verdict === undefined || verdict.reason === 'no-allow-policy')
  return isOpen ? 'open' : 'allowed'
}

function buildQuestion({
  target,
  caller,
  protocol,
  question: { port, method, path },
}: {
  readonly target: MatrixTarget
  readonly caller: Caller
  readonly protocol: Protocol
  readonly question: MatrixQuestion
}): AccessQuestion {
  const { workload, service } = target
  const isHttp = protocol === 'http'
  return {
    caller,
    target: workload,
    ...(service ? { service } : {}),
    request: {
      protocol,
      source: { ip: '', remoteIp: '' },
      destination: { ip: '', port: port ?? 0 },
      sni: '',
      ...(isHttp ? { http: { method: method ?? '', path: path ?? '', host: '', headers: {} } } : {}),
      open: new Set([
        'address',
        'sni',
        'host',
        'headers',
        'token',
        ...(port === undefined ? (['port'] as const) : []),
        ...(method === undefined ? (['method'] as const) : []),
        ...(path === undefined ? (['path'] as const) : []),
      ]),
    },
  }
}
