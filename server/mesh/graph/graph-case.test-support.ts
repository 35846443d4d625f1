import { existsSync, readFileSync } from 'node:fs'
import type { StaticMatrix } from '#demo/prometheus/samples/static-source.ts'
import type { Protocol, Sample, TrafficGraph } from '#server/mesh/graph/types.ts'

/** Where the recorded moment of a real cluster lies beside a development checkout; absent elsewhere. */
const folder = new URL('../../../../shared/graph-cases/', import.meta.url)

export const hasGraphCase = existsSync(folder)
export const caseNamespaces = ['bookinfo', 'sample', 'ambient-demo', 'odd-a', 'odd-b', 'plain']

export function readCaseSamples(): StaticMatrix & { readonly time: number } {
  // The recording is a file of known form beside the checkout.
  return JSON.parse(readFileSync(new URL('samples.json', folder), 'utf8')) as StaticMatrix & { time: number }
}

/** Nodes as `cluster/namespace/kind/name`; edges as `node > node protocol` with what was measured. */
export interface PlainGraph {
  readonly nodes: ReadonlySet<string>
  readonly edges: ReadonlyMap<string, PlainEdge>
}

export interface PlainEdge {
  readonly rate: number
  readonly errorPercent: number
  readonly sharePercent: number
  readonly mtlsPercent?: number
  readonly latencyMs?: number
  readonly throughput?: number
  readonly health?: string
}

interface KialiNode {
  readonly id: string
  readonly nodeType: string
  readonly cluster: string
  readonly namespace: string
  readonly workload?: string
  readonly app?: string
  readonly service?: string
  readonly aggregate?: string
}

interface KialiEdge {
  readonly source: string
  readonly target: string
  readonly isMTLS?: string
  readonly responseTime?: string
  readonly throughput?: string
  readonly healthStatus?: string
  readonly traffic: { readonly protocol: Protocol; readonly rates?: Readonly<Record<string, string>> }
}

export function readKialiGraph(name: string): PlainGraph {
  // The recording is a file of known form beside the checkout.
  const body = JSON.parse(readFileSync(new URL(`kiali/${name}.json`, folder), 'utf8')) as {
    elements: { nodes: { data: KialiNode }[]; edges: { data: KialiEdge }[] }
  }
  const names = new Map(body.elements.nodes.map(({ data }) => [data.id, nameKialiNode(data)]))
  const edges = body.elements.edges.map(({ data }): [string, PlainEdge] => {
    const { protocol, rates = {} } = data.traffic
    const percent = (key: string): number => Number(rates[`${protocol}${key}`] ?? 0)
    return [
      `${names.get(data.source)} > ${names.get(data.target)} ${protocol}`,
      {
        rate: Number(rates[protocol] ?? 0),
        errorPercent: percent('PercentErr'),
        sharePercent: percent('PercentReq'),
        ...(data.isMTLS && { mtlsPercent: Number(data.isMTLS) }),
        ...(data.responseTime && { latencyMs: Number(data.responseTime) }),
        ...(data.throughput && { throughput: Number(data.throughput) }),
        ...(data.healthStatus && { health: data.healthStatus }),
      },
    ]
  })
  return {
    nodes: new Set(
      body.elements.nodes
        .filter(({ data }) => data.nodeType !== 'box')
        .map(({ data }) => nameKialiNode(data)),
    ),
    edges: new Map(edges),
  }
}

function nameKialiNode({ nodeType, cluster, namespace, ...node }: KialiNode): string {
  const kind = nodeType === 'aggregate' ? 'operation' : nodeType
  const name =
    kind === 'operation'
      ? `${node.service ?? ''}:${node.aggregate?.replace('request_operation=', '')}`
      : (node.workload ?? (kind === 'app' ? node.app : node.service))
  return `${cluster}/${namespace}/${kind}/${name}`
}

export type { Sample, TrafficGraph }
