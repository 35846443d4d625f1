import { countErrorPercent, countRequests, findLeastMtls } from '#components/graph/picture/sum-edges.ts'
import type { Picture, PictureEdge, PictureNode } from '#components/graph/picture/types.ts'
import type { Captions } from '#components/graph/stage/captions.ts'
import type { EdgeLabelChoice } from '#components/graph/url.ts'
import { formatBytesRate, formatLatency, formatPercent, formatRate } from '#components/mesh/format.ts'
import type { HealthStatus } from '#contract/words.ts'

/** The words of the canvas that are not numbers, from the catalogue. */
export interface CaptionWords {
  readonly state: (status: HealthStatus) => string
  readonly stateInside: (status: 'failing' | 'degraded' | 'notReady', count: number) => string
  readonly errors: (percent: string) => string
  readonly inside: (count: number) => string
  readonly more: (count: number) => string
  readonly unknown: string
}

export function buildCaptions(
  picture: Picture,
  choice: { readonly labels: EdgeLabelChoice; readonly security: boolean },
  words: CaptionWords,
): Captions {
  const edges = new Map<string, string>()
  const locks = new Map<string, 'full' | 'some' | 'none'>()
  for (const edge of picture.edges) {
    const text = captionEdge(edge, choice.labels, words)
    if (text) edges.set(edge.id, text)
    const mtls = choice.security ? findLeastMtls(edge.flow) : undefined
    if (mtls !== undefined) locks.set(edge.id, mtls >= 100 ? 'full' : mtls > 0 ? 'some' : 'none')
  }
  return {
    nodes: new Map(picture.nodes.map((node) => [node.id, captionNode(node, words)])),
    edges,
    locks,
  }
}

function captionNode(node: PictureNode, words: CaptionWords): { name: string; detail: string } {
  const { status } = node
  const isFold = node.kind === 'rest' || node.kind === 'namespace'
  const inside = isFold ? words.inside(node.members.length) : node.detail
  const name =
    node.kind === 'rest' ? words.more(Number(node.name)) : node.name === 'unknown' ? words.unknown : node.name
  if (status !== 'failing' && status !== 'degraded' && status !== 'notReady') return { name, detail: inside }
  if (isFold) return { name, detail: words.stateInside(status, node.alike) }
  const { errorPercent = 0 } = node
  // The state in words, and its number where errors are the reason.
  const errors = errorPercent > 0 ? `, ${words.errors(formatPercent(errorPercent))}` : ''
  return { name, detail: `${words.state(status)}${errors}` }
}

/** What an edge says: the chosen measure, and always its errors when it has some. Empty when it was not measured. */
export function captionEdge(edge: PictureEdge, labels: EdgeLabelChoice, words: CaptionWords): string {
  const measure = edge.idle ? '' : measureEdge(edge, labels)
  const failing = countErrorPercent(edge.flow) ?? 0
  const trouble = edge.status === 'failing' || edge.status === 'degraded'
  if (failing === 0 || labels === 'none' || !(trouble || labels === 'rate')) return measure
  return [measure, words.errors(formatPercent(failing))].filter(Boolean).join(' · ')
}

function measureEdge({ flow }: PictureEdge, labels: EdgeLabelChoice): string {
  const requests = countRequests(flow)
  switch (labels) {
    case 'none':
      return ''
    case 'rate':
      return flow.http || flow.grpc
        ? formatRate(requests)
        : flow.tcp
          ? formatBytesRate(flow.tcp.sentPerSecond)
          : ''
    case 'share':
      return flow.sharePercent === undefined || flow.sharePercent >= 99.95
        ? ''
        : formatPercent(flow.sharePercent)
    case 'throughput': {
      const bytes =
        sumKnown([flow.http?.responseBytesPerSecond, flow.grpc?.responseBytesPerSecond]) ??
        flow.tcp?.sentPerSecond
      return bytes === undefined ? '' : formatBytesRate(bytes)
    }
    default: {
      const ms = flow.latencyMs[labels]
      return ms === undefined ? '' : formatLatency(ms)
    }
  }
}

function sumKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0)
}
