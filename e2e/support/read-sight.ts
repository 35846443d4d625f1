import type { Page } from 'playwright-core'
import type { DrawnWord, Probed } from '#e2e/support/probe-stage.ts'

export interface Sight {
  readonly nodes: number
  readonly edges: number
  readonly zoom: number
  /** Nodes with their name beside them, at least 9 px high, inside the window and touched by no other text. */
  readonly named: number
  /** Texts on the canvas that touch another. */
  readonly overlapping: number
  readonly smallestPx: number
  /** Edges drawn as failing, and of them those whose colour stands on the screen somewhere on their way. */
  readonly failing: number
  readonly failingSeen: number
}

/** What can be seen of the graph as it stands: names are counted in what was drawn, failing edges in its pixels. */
export function readSight(page: Page): Promise<Sight> {
  return page.evaluate(() => {
    const { drawing, words } = (window as unknown as Probed).vardiaProbe
    const stage = drawing()
    const container = document.querySelector<HTMLElement>('.__________cytoscape_container')
    if (!stage || !container) throw new Error('no graph is drawn')
    const { clientWidth: width, clientHeight: height } = container
    const touches = (a: DrawnWord, b: DrawnWord) =>
      a !== b && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
    const isReadable = (word: DrawnWord) =>
      word.px >= 9 &&
      word.left >= 0 &&
      word.right <= width &&
      word.top >= 0 &&
      word.bottom <= height &&
      !words.some((other) => touches(word, other))
    const names = words.filter((word) => isReadable(word) && /\p{L}/u.test(word.text))
    const marks = stage.nodes('.mark').map((node) => node.renderedPosition())
    const named = marks.filter((at) =>
      names.some(
        (word) => Math.abs((word.left + word.right) / 2 - at.x) < 2 && Math.abs(word.top - at.y) < 60,
      ),
    )
    const picture = document.createElement('canvas')
    picture.width = width
    picture.height = height
    const pixels = picture.getContext('2d', { willReadFrequently: true })
    if (!pixels) throw new Error('no canvas')
    for (const layer of container.querySelectorAll('canvas')) pixels.drawImage(layer, 0, 0, width, height)
    pixels.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--health-failing')
    const wanted = document.createElement('canvas').getContext('2d')
    if (!wanted) throw new Error('no canvas')
    wanted.fillStyle = pixels.fillStyle
    wanted.fillRect(0, 0, 1, 1)
    const colour = wanted.getImageData(0, 0, 1, 1).data
    const isSeen = ({ x, y }: { x: number; y: number }) => {
      const near = pixels.getImageData(Math.round(x) - 4, Math.round(y) - 4, 9, 9).data
      for (let at = 0; at < near.length; at += 4) {
        const away = [0, 1, 2].reduce(
          (sum, part) => sum + Math.abs((near[at + part] ?? 0) - (colour[part] ?? 0)),
          0,
        )
        if (away < 110) return true
      }
      return false
    }
    // Its middle, and on its way places where no words stand on it.
    const failing = stage.edges('.failing').map((edge) => {
      const from = edge.sourceEndpoint()
      const to = edge.targetEndpoint()
      const { x, y } = stage.pan()
      const onWay = [0.2, 0.35, 0.65, 0.8].map((share) => ({
        x: (from.x + (to.x - from.x) * share) * stage.zoom() + x,
        y: (from.y + (to.y - from.y) * share) * stage.zoom() + y,
      }))
      return [edge.renderedMidpoint(), ...onWay]
    })
    return {
      nodes: marks.length,
      edges: stage.edges().length,
      zoom: stage.zoom(),
      named: named.length,
      overlapping: words.filter((word) => words.some((other) => touches(word, other))).length,
      smallestPx: Math.min(...words.map(({ px }) => px)),
      failing: failing.length,
      failingSeen: failing.filter((places) => places.some(isSeen)).length,
    }
  })
}
