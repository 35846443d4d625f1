import type cytoscape from 'cytoscape'
import { createLayoutAsker, openLayoutWorker } from '#components/graph/stage/ask-layout.ts'
import { type Frame, frameBoxes } from '#components/graph/stage/box-frames.ts'
import { isOnFoldSign } from '#components/graph/stage/box-title.ts'
import { emptyScene, type Scene } from '#components/graph/stage/captions.ts'
import type { Window } from '#components/graph/stage/draw-marks.ts'
import { type Drawing, openDrawing } from '#components/graph/stage/drawing.ts'
import { buildElements, measureScene } from '#components/graph/stage/elements.ts'
import { fadeAround } from '#components/graph/stage/fade.ts'
import type { LayoutNode, Point, Positions } from '#components/graph/stage/layout/types.ts'
import { newShareToLayOut } from '#components/graph/stage/levels.ts'
import { listenPointer } from '#components/graph/stage/listen-pointer.ts'
import { createNextFrame, type NextFrame } from '#components/graph/stage/next-frame.ts'
import { readViewport, toPage } from '#components/graph/stage/open-cytoscape.ts'
import { createOverlay, type Marks, type OverlayState } from '#components/graph/stage/overlay.ts'
import {
  completePlaces,
  frameNodes,
  keepPlaces,
  pickPlaces,
  toMarkCentres,
} from '#components/graph/stage/scene-places.ts'
import type { Arrangement, GraphStage, StageEvents } from '#components/graph/stage/stage-types.ts'
import { createStash, type Left } from '#components/graph/stage/stash.ts'
import type { StageTokens } from '#components/graph/stage/tokens.ts'
import { createTrafficSwitch, type TrafficSwitch } from '#components/graph/stage/traffic-switch.ts'
import { fitFrames, revealPoint } from '#components/graph/stage/viewport.ts'

/** Draws into `container`, which must have a size; what is fitted stays clear of its buttons. The caller destroys it. */
export function createGraphStage(
  container: HTMLElement,
  tokens: StageTokens,
  hasButtons: boolean,
): GraphStage {
  return new CytoscapeStage(container, tokens, hasButtons)
}

/**
 * The one owner of Cytoscape, which draws marks and lines; words are the overlay's. It holds no data of its own: `show` is
 * told the whole scene each time and changes only what differs from the last.
 */
class CytoscapeStage implements GraphStage {
  readonly #container: HTMLElement
  readonly #hasButtons: boolean
  readonly #drawing: Drawing
  readonly #cy: cytoscape.Core
  readonly #overlay: ReturnType<typeof createOverlay>
  readonly #stash = createStash()
  readonly #traffic: TrafficSwitch
  readonly #asker = createLayoutAsker(openLayoutWorker)
  readonly #watcher: ResizeObserver
  readonly #listeners: Partial<StageEvents> = {}
  #tokens: StageTokens
  #scene = emptyScene
  #arrangement: Arrangement | undefined
  /** Waits for the layout under way. */
  #waiting: Scene | undefined
  #measures: ReadonlyMap<string, LayoutNode> = new Map()
  #positions: Positions = new Map()
  /** Places of what is gone, so that what comes and goes stands where it stood. */
  #remembered = new Map<string, Point>()
  #frames: ReadonlyMap<string, Frame> = new Map()
  #marks: Marks = { chosen: undefined, hovered: undefined, found: new Set(), near: undefined }
  #overlayState: OverlayState | undefined
  readonly #nextFrame: NextFrame
  /** True until the person moves the window: then it is fitted again when its size changes. */
  #untouched = true
  #turn = 0

  constructor(container: HTMLElement, tokens: StageTokens, hasButtons: boolean) {
    this.#container = container
    this.#hasButtons = hasButtons
    this.#tokens = tokens
    this.#drawing = openDrawing(container, tokens)
    this.#cy = this.#drawing.cy
    this.#overlay = createOverlay(container)
    this.#nextFrame = createNextFrame(() => this.#overlay.draw(this.#readState(), this.#readWindow()))
    const read = () => ({ state: this.#readState(), window: this.#readWindow() })
    this.#traffic = createTrafficSwitch(container, read)
    this.#watcher = new ResizeObserver(() => this.#resize())
    this.#watcher.observe(container)
    this.#listen()
  }

  show(next: Scene, arrangement: Arrangement): void {
    const before = this.#arrangement?.key
    const sameKey = before === arrangement.key
    this.#arrangement = arrangement
    const { nodes } = next.picture
    if (before !== undefined && !sameKey && !this.#waiting)
      this.#stash.keep(before, { positions: this.#positions, viewport: readViewport(this.#cy) })
    if (sameKey && this.#waiting) {
      this.#waiting = next
      return
    }
    const kept = keepPlaces(nodes, this.#positions, this.#remembered)
    const newAtMost = Math.max(2, nodes.length * newShareToLayOut)
    const isFresh = nodes.length - kept.size > newAtMost
    const left = sameKey ? undefined : this.#stash.find(arrangement.key, nodes, newAtMost)
    if (left) this.#goBack(next, left)
    else if (!sameKey || isFresh) void this.#layOut(next)
    else this.#apply(next, completePlaces(next, kept), false)
  }

  highlight({ chosen, found }: Pick<Marks, 'chosen' | 'found'>): void {
    const moved = chosen !== this.#marks.chosen
    this.#marks = { ...this.#marks, chosen, found }
    if (moved) {
      this.#fade()
      this.#reveal()
    }
    this.#redraw()
  }

  relayout(): void {
    void this.#layOut(this.#waiting ?? this.#scene)
  }

  fit(): void {
    const viewport = fitFrames(
      [...this.#frames.values(), ...frameNodes(this.#scene, this.#measures, this.#positions)],
      this.#cy.width(),
      this.#cy.height(),
      this.#hasButtons,
    )
    if (viewport) this.#cy.viewport({ zoom: viewport.zoom, pan: { ...viewport.pan } })
    this.#untouched = true
  }

  zoom(factor: number): void {
    this.#untouched = false
    this.#cy.zoom({
      level: this.#cy.zoom() * factor,
      renderedPosition: { x: this.#cy.width() / 2, y: this.#cy.height() / 2 },
    })
  }

  placeOf(id: string): Point | undefined {
    const at = this.#positions.get(id)
    return at && toPage(this.#container, this.#cy, at)
  }

  drawn(): OverlayState | undefined {
    return this.#overlayState
  }

  restyle(tokens: StageTokens): void {
    this.#tokens = tokens
    this.#drawing.restyle(tokens)
    this.#redraw()
  }

  animate(wanted: boolean): void {
    this.#traffic.set(wanted)
  }

  on<Name extends keyof StageEvents>(name: Name, listen: StageEvents[Name]): void {
    this.#listeners[name] = listen
  }

  destroy(): void {
    this.#turn += 1
    this.#asker.close()
    this.#watcher.disconnect()
    this.#nextFrame.stop()
    this.#container.removeEventListener('wheel', this.#touch)
    this.#traffic.set(false)
    this.#overlay.destroy()
    this.#drawing.destroy()
  }

  /** Lays the scene out, then shows it, or what has taken its place meanwhile, in one step. */
  async #layOut(next: Scene): Promise<void> {
    const turn = ++this.#turn
    this.#waiting = next
    this.#listeners.layout?.('running')
    const sizes = measureScene(next.picture)
    const { positions, standIn } = await this.#asker.ask({
      name: this.#arrangement?.layout ?? 'layered',
      nodes: [...sizes.values()],
      edges: next.picture.edges.map(({ source, target }) => ({ source, target })),
      boxes: next.picture.boxes,
      aspect: Math.max(0.3, this.#cy.width() / Math.max(1, this.#cy.height())),
    })
    if (turn !== this.#turn) return
    const placed = this.#waiting ?? next
    const places = completePlaces(placed, toMarkCentres(positions, next))
    const goesOn = () => turn === this.#turn
    if (!(await this.#drawing.addInSlices(buildElements(placed.picture), places, goesOn))) return
    const newest = this.#waiting ?? placed
    this.#waiting = undefined
    this.#remembered.clear()
    this.#apply(newest, completePlaces(newest, places), true)
    this.fit()
    this.#reveal()
    this.#listeners.layout?.(standIn ? 'late' : 'done')
  }

  /** Shows a scene where it stood when its arrangement was left, through the window of then. */
  #goBack(next: Scene, { positions, viewport }: Left): void {
    this.#turn += 1
    this.#waiting = undefined
    this.#remembered.clear()
    this.#apply(next, completePlaces(next, positions), true)
    this.#cy.viewport({ zoom: viewport.zoom, pan: { ...viewport.pan } })
    this.#listeners.layout?.('done')
  }

  /** Brings the drawing to the scene in one step. */
  #apply(next: Scene, positions: Positions, moveAll: boolean): void {
    const elements = buildElements(next.picture)
    const difference = this.#drawing.compare(elements)
    const { added, removed, changed } = difference
    for (const [id, at] of pickPlaces(removed, this.#positions)) this.#remembered.set(id, at)
    this.#scene = next
    this.#positions = positions
    const structural = moveAll || added.length > 0 || removed.length > 0
    if (structural) this.#measures = measureScene(next.picture)
    if (structural || changed.length > 0) {
      this.#drawing.bring(elements, difference, positions, moveAll)
      if (structural) this.#frameBoxes()
      this.#fade()
    }
    this.#redraw(true, structural || changed.length > 0)
  }

  #frameBoxes(): void {
    const { boxes, nodes } = this.#scene.picture
    this.#frames = frameBoxes(boxes, nodes, this.#measures, this.#positions)
    this.#drawing.frameBoxes(this.#frames)
  }

  #fade(): void {
    const { chosen } = this.#marks
    this.#marks = { ...this.#marks, near: fadeAround(this.#cy, this.#scene.picture, chosen) }
  }

  #reveal(): void {
    const cy = this.#cy
    const at = this.#marks.chosen === undefined ? undefined : this.#positions.get(this.#marks.chosen)
    const pan = at && revealPoint(at, { zoom: cy.zoom(), pan: cy.pan() }, cy.width(), cy.height())
    if (pan) cy.pan({ ...pan })
  }

  #listen(): void {
    const cy = this.#cy
    const onHover = (hovered: string | undefined) => {
      this.#marks = { ...this.#marks, hovered }
      this.#redraw()
    }
    listenPointer(cy, this.#container, this.#listeners, onHover, (id, at) =>
      isOnFoldSign(this.#readState(), this.#readWindow(), id, at),
    )
    cy.on('drag', 'node.mark', (event) => {
      this.#positions = new Map(this.#positions).set(event.target.id(), { ...event.target.position() })
      this.#frameBoxes()
      this.#redraw()
    })
    cy.on('viewport render', () => this.#redraw(false))
    cy.on('dragpan pinchzoom', this.#touch)
    this.#container.addEventListener('wheel', this.#touch, { passive: true })
  }

  readonly #touch = (): void => {
    this.#untouched = false
  }

  #resize(): void {
    this.#cy.resize()
    if (this.#untouched) this.fit()
    else this.#reveal()
    this.#redraw(false)
  }

  #redraw(changed = true, apart = false): void {
    if (changed) this.#overlayState = undefined
    this.#nextFrame.ask(apart)
  }

  #readState(): OverlayState {
    this.#overlayState ??= {
      scene: this.#scene,
      positions: this.#positions,
      frames: this.#frames,
      tokens: this.#tokens,
      marks: this.#marks,
      middleOf: (edge) => this.#drawing.middleOf(edge, this.#positions),
    }
    return this.#overlayState
  }

  #readWindow(): Window {
    return { ...readViewport(this.#cy), width: this.#cy.width(), height: this.#cy.height() }
  }
}
