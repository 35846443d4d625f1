import { buildComparedGraph, findComparison } from '#components/graph/compare/compared-graph.ts'
import { formatFileName } from '#components/graph/take/file-name.ts'
import {
  formatSnapshot,
  parseSnapshot,
  type Snapshot,
  type SnapshotFault,
  snapshotLimitBytes,
} from '#components/graph/take/snapshot.ts'
import { writeEdges, writeNodes } from '#components/graph/take/write-csv.ts'
import { writeDot } from '#components/graph/take/write-dot.ts'
import { type Drawn, writeSvg } from '#components/graph/take/write-svg.ts'
import { saveFile } from '#components/ui/save-file.ts'
import { snapshotFormat, snapshotVersion } from '#contract/graph-snapshot.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

export const dataForms = ['json', 'csvNodes', 'csvEdges', 'dot'] as const
export type DataForm = (typeof dataForms)[number]

/** Hands the person a file of the graph's data. */
export function saveData(graph: TrafficGraph, form: DataForm): void {
  const files = {
    json: () => ['.json', 'application/json', JSON.stringify(findComparison(graph) ?? graph, null, 2)],
    csvNodes: () => ['-nodes.csv', 'text/csv', writeNodes(graph)],
    csvEdges: () => ['-edges.csv', 'text/csv', writeEdges(graph)],
    dot: () => ['.dot', 'text/vnd.graphviz', writeDot(graph)],
  } as const satisfies Record<DataForm, () => readonly [string, string, string]>
  const [extension, type, text] = files[form]()
  saveFile(new Blob([text], { type }), formatFileName(graph.asOf, extension))
}

/** No side of an image may be longer: beyond it browsers draw nothing. */
const longestSidePixels = 8_192

/** Hands the person the picture as it is drawn now. Throws when the browser cannot draw it. */
export async function savePicture(drawn: Drawn, graph: TrafficGraph, form: 'svg' | 'png'): Promise<void> {
  const svg = writeSvg(drawn, `Vardia, ${graph.asOf}, ${graph.rangeSeconds} s`)
  const blob = new Blob([svg.text], { type: 'image/svg+xml' })
  if (form === 'svg') return saveFile(blob, formatFileName(graph.asOf, '.svg'))
  const url = URL.createObjectURL(blob)
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const scale = Math.min(2, longestSidePixels / Math.max(svg.width, svg.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(svg.width * scale))
    canvas.height = Math.max(1, Math.round(svg.height * scale))
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    const png = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
    if (!png) throw new Error('the canvas gave no picture')
    saveFile(png, formatFileName(graph.asOf, '.png'))
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** Hands the person a file that another one can open later, without the cluster. */
export function saveSnapshot(
  graph: TrafficGraph,
  facts: { readonly takenBy: string; readonly cluster: string; readonly view: string },
): void {
  const comparison = findComparison(graph)
  const { asOf, rangeSeconds, view, nodes, edges, notices } = graph
  const text = formatSnapshot({
    format: snapshotFormat,
    version: snapshotVersion,
    takenAt: new Date().toISOString(),
    ...facts,
    graph: { asOf, rangeSeconds, view, nodes, edges, notices },
    ...(comparison ? { comparison } : {}),
  })
  saveFile(new Blob([text], { type: 'application/json' }), formatFileName(asOf, '.vardia.json'))
}

/** Reads a snapshot file; says why when it is none. */
export async function openSnapshot(file: File): Promise<Snapshot | { readonly fault: SnapshotFault }> {
  if (file.size > snapshotLimitBytes) return { fault: 'too-large' }
  return parseSnapshot(await file.text())
}

/** The graph of a snapshot, as the screen shows it. */
export function showSnapshot({ graph, comparison }: Snapshot): TrafficGraph {
  return comparison ? buildComparedGraph(comparison) : graph
}
