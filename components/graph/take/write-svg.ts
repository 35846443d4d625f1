import type { PictureEdge, PictureNode } from '#components/graph/picture/types.ts'
import { changeGlyphs } from '#components/graph/stage/change-glyphs.ts'
import { sizeOf } from '#components/graph/stage/elements.ts'
import type { Point } from '#components/graph/stage/layout/types.ts'
import type { OverlayState } from '#components/graph/stage/overlay.ts'
import { findMiddle } from '#components/graph/stage/scene-places.ts'

/** What is drawn now: the scene, its places and the theme's colours. */
export type Drawn = Pick<OverlayState, 'scene' | 'positions' | 'frames' | 'tokens'>

/** On a field of 16, as the legend draws them. */
const outlines: Readonly<Record<PictureNode['kind'], string>> = {
  workload: 'M8 0a8 8 0 1 0 .01 0z',
  app: 'M2 .5h12q1.5 0 1.5 1.5v12q0 1.5-1.5 1.5H2Q.5 15.5.5 14V2Q.5.5 2 .5z',
  service: 'M8 .5l8 14.5H0z',
  serviceEntry: 'M0 2h11l5 6-5 6H0z',
  operation: 'M8 0l8 6-3 10H3L0 6z',
  unknown: 'M8 0l8 8-8 8-8-8z',
  namespace: 'M4 1h8l4 7-4 7H4L0 8z',
  rest: 'M4 1h8l4 7-4 7H4L0 8z',
}

const margin = 40

export interface SvgFile {
  readonly text: string
  readonly width: number
  readonly height: number
}

/** The canvas as SVG 1.1: names are text, colours are those of the theme in sight. Places that are no number are left out. */
export function writeSvg({ scene, positions, frames, tokens }: Drawn, title: string): SvgFile {
  const { picture, captions } = scene
  const places = new Map([...positions].filter(([, { x, y }]) => Number.isFinite(x) && Number.isFinite(y)))
  const box = measure([...places.values()], [...frames.values()])
  const paint: Paint = { places, tokens, captions }
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${box.width}" height="${box.height}" viewBox="${box.left} ${box.top} ${box.width} ${box.height}" font-family="Inter, system-ui, sans-serif">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect x="${box.left}" y="${box.top}" width="${box.width}" height="${box.height}" fill="${tokens.page}"/>`,
    ...picture.boxes.flatMap(({ id, name }) => {
      const frame = frames.get(id)
      if (!frame || !Object.values(frame).every(Number.isFinite)) return []
      const { left, top, right, bottom } = frame
      return [
        `<rect x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}" rx="10" fill="${tokens.surface}" fill-opacity="0.75" stroke="${tokens.borderStrong}" stroke-opacity="0.6"/>`,
        writeText(
          name,
          { x: left + 10, y: top + 18 },
          { size: 12, fill: tokens.muted, weight: 600, anchor: 'start' },
        ),
      ]
    }),
    ...picture.edges.map((edge) => drawEdge(edge, paint)),
    ...picture.nodes.map((node) => drawNode(node, paint)),
    '</svg>',
  ]
  return { text: `${text.filter(Boolean).join('\n')}\n`, width: box.width, height: box.height }
}

interface Paint {
  readonly places: ReadonlyMap<string, Point>
  readonly tokens: Drawn['tokens']
  readonly captions: Drawn['scene']['captions']
}

function drawEdge(edge: PictureEdge, { places, tokens, captions }: Paint): string {
  const [from, to] = [places.get(edge.source), places.get(edge.target)]
  if (!from || !to) return ''
  const colour = edge.protocol === 'tcp' && !edge.change ? tokens.borderStrong : tokens.health[edge.status]
  const dash = edge.idle ? ' stroke-dasharray="3 4"' : ''
  const faint = edge.change === 'same' ? ' opacity="0.25"' : ''
  const loud =
    edge.status === 'failing' || edge.status === 'degraded' || (edge.change && edge.change !== 'same')
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  // The tip ends at the mark's rim, so that the arrow's head is seen.
  const tip =
    length > 40
      ? { x: to.x - ((to.x - from.x) * 20) / length, y: to.y - ((to.y - from.y) * 20) / length }
      : to
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI
  const line = `<line x1="${round(from.x)}" y1="${round(from.y)}" x2="${round(tip.x)}" y2="${round(tip.y)}" stroke="${colour}" stroke-width="${loud ? 3 : 1.5}"${dash}${faint}/>`
  const head = `<path d="M0 0L-8 4L-8 -4z" transform="translate(${round(tip.x)} ${round(tip.y)}) rotate(${round(angle)})" fill="${colour}"${faint}/>`
  const caption = captions.edges.get(edge.id)
  const middle = findMiddle(edge, places)
  const words =
    caption && middle
      ? writeText(
          caption,
          { x: middle.x, y: middle.y + 4 },
          { size: 11, fill: loud ? colour : tokens.muted, halo: tokens.surface },
        )
      : ''
  return line + head + words
}

function drawNode(node: PictureNode, { places, tokens, captions }: Paint): string {
  const at = places.get(node.id)
  if (!at) return ''
  const size = sizeOf(node)
  const { name = node.name, detail = node.detail } = captions.nodes.get(node.id) ?? {}
  const dash = node.status === 'idle' || node.kind === 'unknown' ? ' stroke-dasharray="2 1.5"' : ''
  const fill = node.status === 'healthy' ? tokens.surface : tokens.healthSoft[node.status]
  const mark = `<path d="${outlines[node.kind]}" transform="translate(${round(at.x - size / 2)} ${round(at.y - size / 2)}) scale(${size / 16})" fill="${fill}" stroke="${tokens.health[node.status]}" stroke-width="1.2"${dash}/>`
  const sign =
    node.change && node.change !== 'same'
      ? `<path d="${changeGlyphs[node.change]}" transform="translate(${round(at.x - 7)} ${round(at.y - 7)}) scale(0.875)" fill="none" stroke="${tokens.health[node.status]}" stroke-width="1.7" stroke-linecap="round"/>`
      : ''
  const below = at.y + size / 2
  const words =
    writeText(
      name,
      { x: at.x, y: below + 15 },
      { size: 12, fill: tokens.text, weight: 500, halo: tokens.surface },
    ) +
    (detail
      ? writeText(detail, { x: at.x, y: below + 29 }, { size: 11, fill: tokens.muted, halo: tokens.surface })
      : '')
  return `<g>${mark}${sign}${words}</g>`
}

interface TextLook {
  readonly size: number
  readonly fill: string
  readonly weight?: number
  readonly anchor?: 'start' | 'middle'
  readonly halo?: string
}

function writeText(text: string, at: Point, look: TextLook): string {
  const halo = look.halo
    ? ` stroke="${look.halo}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"`
    : ''
  return `<text x="${round(at.x)}" y="${round(at.y)}" font-size="${look.size}" font-weight="${look.weight ?? 400}" text-anchor="${look.anchor ?? 'middle'}" fill="${look.fill}"${halo}>${escapeXml(text)}</text>`
}

/** Text of XML 1.0 (section 2.2): markup escaped, and what no document may hold replaced. */
export function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll(/\p{Surrogate}/gu, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function measure(
  points: readonly Point[],
  frames: readonly { left: number; top: number; right: number; bottom: number }[],
) {
  let [left, top, right, bottom] = [0, 0, 1, 1]
  const first = points[0]
  if (first) [left, top, right, bottom] = [first.x, first.y, first.x, first.y]
  const corners = frames
    .filter((frame) => Object.values(frame).every(Number.isFinite))
    .flatMap((frame) => [
      { x: frame.left, y: frame.top },
      { x: frame.right, y: frame.bottom },
    ])
  for (const { x, y } of [...points, ...corners]) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x)
    bottom = Math.max(bottom, y)
  }
  // Names reach beyond their marks to the sides and below.
  return {
    left: round(left - margin * 2),
    top: round(top - margin),
    width: round(right - left + margin * 4),
    height: round(bottom - top + margin * 2.5),
  }
}
