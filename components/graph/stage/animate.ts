import { buildFlows, type Flow, placeDots } from '#components/graph/stage/build-flows.ts'
import { type Brush, fitCanvas, isInside, toScreen, type Window } from '#components/graph/stage/draw-marks.ts'
import { nodeSize } from '#components/graph/stage/elements.ts'
import type { Point } from '#components/graph/stage/layout/types.ts'
import { animationFrameMs, animationShare } from '#components/graph/stage/levels.ts'
import type { OverlayState } from '#components/graph/stage/overlay.ts'

/** Milliseconds for the way from end to end: a fixed speed on the screen, within reason. */
const pixelsPerSecond = 90
const wayMs = { least: 900, most: 6_000 } as const

export interface Traffic {
  /** Nothing moves while the page is hidden, or for who asked for less motion. */
  stop(): void
}

/**
 * Moves dots along the edges, on a canvas of its own between the marks and the words, so that nothing else is drawn anew. It
 * never takes more than its share of the time: when drawing takes long, it draws less often. `read` tells the scene and
 * the window of the moment; a scene that did not change is the same object.
 */
export function animateTraffic(
  container: HTMLElement,
  read: () => { readonly state: OverlayState; readonly window: Window } | undefined,
): Traffic {
  const canvas = document.createElement('canvas')
  canvas.setAttribute('aria-hidden', 'true')
  Object.assign(canvas.style, { position: 'absolute', inset: '0', pointerEvents: 'none', zIndex: '0' })
  container.append(canvas)
  const context = canvas.getContext('2d')
  const calm = globalThis.matchMedia('(prefers-reduced-motion: reduce)')
  let flows: readonly Flow[] = []
  let known: OverlayState | undefined
  let nextMs = 0
  let asked = 0
  const step = (nowMs: number) => {
    asked = requestAnimationFrame(step)
    if (!context || nowMs < nextMs) return
    const now = read()
    const startMs = performance.now()
    if (now && now.state !== known) {
      known = now.state
      flows = buildFlows(known.scene.picture.edges, known.positions, known.middleOf)
    }
    if (now) {
      fitCanvas(canvas, context, now.window)
      context.clearRect(0, 0, now.window.width, now.window.height)
      if (!calm.matches) {
        const brush = { context, tokens: now.state.tokens, window: now.window }
        for (const flow of flows) drawFlow(brush, flow, nowMs)
      }
    }
    nextMs = nowMs + Math.max(animationFrameMs, (performance.now() - startMs) / animationShare)
  }
  asked = requestAnimationFrame(step)
  return {
    stop() {
      cancelAnimationFrame(asked)
      canvas.remove()
    },
  }
}

function drawFlow(brush: Brush, flow: Flow, nowMs: number): void {
  const { context, tokens, window } = brush
  const [from, to] = [toScreen(flow.from, window), toScreen(flow.to, window)]
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  if (length < 24 || (!isInside(from, window, 400) && !isInside(to, window, 400))) return
  const way = Math.min(wayMs.most, Math.max(wayMs.least, (length / pixelsPerSecond) * 1_000))
  // On a mark a dot would look like a part of it.
  const markPx = Math.max(6, (nodeSize * window.zoom) / 2 + 3)
  const isOnMark = ({ x, y }: Point) =>
    Math.min(Math.hypot(x - from.x, y - from.y), Math.hypot(x - to.x, y - to.y)) < markPx
  for (const { at, fails } of placeDots(flow, nowMs / way)) {
    const { x, y } = toScreen(at, window)
    if (!isInside({ x, y }, window, 4) || isOnMark({ x, y })) continue
    context.fillStyle = fails ? tokens.health.failing : flow.isTcp ? tokens.muted : tokens.health.healthy
    context.strokeStyle = tokens.surface
    context.lineWidth = 1
    context.beginPath()
    // What fails is a square stood on its corner, so that the shape tells without its colour.
    if (fails) {
      for (const [dx, dy] of [
        [0, -5.5],
        [5.5, 0],
        [0, 5.5],
        [-5.5, 0],
      ] as const)
        context.lineTo(x + dx, y + dy)
      context.closePath()
    } else if (flow.isTcp) context.rect(x - 2.5, y - 2.5, 5, 5)
    else context.arc(x, y, 3, 0, 2 * Math.PI)
    context.fill()
    context.stroke()
  }
}
