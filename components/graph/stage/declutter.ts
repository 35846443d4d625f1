/** A rectangle on the screen, in its pixels. */
export interface Rect {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const cell = 64

/** Rectangles that have their place, found by where they are. */
export function createOccupancy() {
  const cells = new Map<number, Rect[]>()
  const visit = (rect: Rect, each: (key: number) => boolean): boolean => {
    const right = Math.floor(rect.right / cell)
    const bottom = Math.floor(rect.bottom / cell)
    for (let x = Math.floor(rect.left / cell); x <= right; x++)
      for (let y = Math.floor(rect.top / cell); y <= bottom; y++) if (each(x * 131_072 + y)) return true
    return false
  }
  return {
    /** True when nothing that was taken touches it; `but` is left out. */
    isFree(rect: Rect, but?: Rect): boolean {
      return !visit(rect, (key) =>
        (cells.get(key) ?? []).some((other) => other !== but && touches(rect, other)),
      )
    },
    take(rect: Rect): void {
      visit(rect, (key) => {
        const list = cells.get(key)
        if (list) list.push(rect)
        else cells.set(key, [rect])
        return false
      })
    },
  }
}

function touches(a: Rect, b: Rect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}
