export interface NextFrame {
  /** Draws with the next frame, once however often it is asked; `apart`: in a task of its own just after it. */
  ask(apart: boolean): void
  stop(): void
}

/**
 * When to draw what lies above the marks. With the frame that moves the marks, so that words never trail a pan; but apart
 * from it when the scene is new: then Cytoscape draws its textures in that frame and the words are placed anew, and both
 * in one task would hold the page up twice as long.
 */
export function createNextFrame(draw: () => void): NextFrame {
  let frame = 0
  let task: ReturnType<typeof setTimeout> | undefined
  let isApart = false
  const run = () => {
    frame = 0
    task = undefined
    isApart = false
    draw()
  }
  return {
    ask(apart) {
      isApart ||= apart
      if (frame !== 0) return
      frame = requestAnimationFrame(() => {
        if (isApart) task = setTimeout(run)
        else run()
      })
    },
    stop() {
      cancelAnimationFrame(frame)
      clearTimeout(task)
    },
  }
}
