import type { LogSource } from '#contract/logs.ts'

export interface NamedSource {
  readonly id: string
  /** Short, and different from that of every other source of the list. */
  readonly name: string
  readonly full: string
  /** Which colour of the series it has, 1…8; the colours come again, the names do not. */
  readonly series: number
  readonly role: LogSource['role']
}

const seriesColours = 8

/**
 * A short name for each source: what the pods' names share at their beginning, up to a dash, is left out, else the hashes
 * in them; and so is the container where every pod has the same one.
 */
export function nameSources(
  sources: readonly Pick<LogSource, 'pod' | 'container' | 'role'>[],
): ReadonlyMap<string, NamedSource> {
  const pods = [...new Set(sources.map(({ pod }) => pod))].sort()
  const shared = readShared(pods)
  const briefs = new Set(pods.map(dropHash))
  const brief = briefs.size === pods.length ? dropHash : (pod: string) => pod
  const sameContainer = new Set(sources.map(({ container }) => container)).size < 2
  return new Map(
    sources.map(({ pod, container, role }, at) => {
      const id = `${pod}/${container}`
      const short = pods.length < 2 ? '' : shared > 0 ? pod.slice(shared) : brief(pod)
      const name = sameContainer && short ? short : [short, container].filter(Boolean).join('/')
      return [id, { id, name, full: id, series: (at % seriesColours) + 1, role }]
    }),
  )
}

/** Classes of a column as wide as the names need, where the list has the room; undefined for one source, which needs none. */
export function chooseSourceWidth(names: ReadonlyMap<string, NamedSource>): string | undefined {
  if (names.size < 2) return undefined
  const longest = Math.max(...[...names.values()].map(({ name }) => name.length))
  if (longest <= 14) return 'w-20 @2xl:w-32'
  return longest <= 20 ? 'w-20 @2xl:w-40 @5xl:w-44' : 'w-20 @2xl:w-40 @5xl:w-60'
}

/** The pod of a Deployment without the hash of its ReplicaSet: `web-5d9c7b8f4d-x2k9p` is `web-x2k9p`. */
function dropHash(pod: string): string {
  return pod.replace(/-[a-f0-9]{8,10}-([a-z0-9]{5})$/, '-$1')
}

/** Letters that all names begin with, up to and with their last dash. */
function readShared(names: readonly string[]): number {
  const [first = ''] = names
  const last = names.at(-1) ?? ''
  let same = 0
  while (same < first.length && first[same] === last[same]) same += 1
  return first.slice(0, same).lastIndexOf('-') + 1
}
