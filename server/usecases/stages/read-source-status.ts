import type { Finding } from '#server/adapters/finding/types.ts'
import type { Adapters } from '#server/usecases/context.ts'

/** What an adapter says of itself, whichever it is. */
export interface SourceState {
  readonly state: 'ok' | 'degraded' | 'down'
  readonly address: string
  /** How a source that was found is reached. */
  readonly by?: 'port-forward' | 'service-proxy'
  readonly version?: string
  readonly sinceMs: number
  readonly lastGoodMs?: number
  readonly problem?: unknown
  /** It was looked for, and never spoken to: what the setup page tells of, and no outage. */
  readonly neverReached?: true
}

type Sought = 'prometheus' | 'tracing' | 'istiod'

/**
 * The state of a source as its adapter remembers it; of one that is looked for in the cluster with what looking told.
 * Undefined where there is none: not configured, or never found. It is `ok` only where an adapter speaks to it.
 */
export function readSourceStatus(
  name: Sought,
  { [name]: adapter, finders }: Adapters,
): SourceState | undefined {
  const status: SourceState | undefined = adapter?.status()
  const [finding] = finders?.[name]?.findings() ?? []
  if (!finding || !status) return status
  const { address = '', problem } = finding
  if (finding.state === 'found') return { ...pickFacts(finding), ...status, ...pickWay(finding) }
  // What has answered once is away, whatever is said of the look for another.
  if (status.lastGoodMs !== undefined) return status
  if (finding.state === 'missing' || finding.state === 'looking') return undefined
  return {
    ...pickFacts(finding),
    address,
    state: 'down',
    sinceMs: status.sinceMs,
    ...(problem && { problem }),
    neverReached: true,
  }
}

/** What the probe learnt, for an adapter that does not ask for it. */
const pickFacts = ({ version }: Finding) => (version === undefined ? {} : { version })

const pickWay = ({ by }: Finding) => (by === undefined ? {} : { by })
