/** The word of a list that was probably meant: one or two letters off, or its beginning; undefined when none is near. */
export function findNearest(typed: string, words: readonly string[]): string | undefined {
  const text = typed.toLowerCase()
  const allowed = text.length <= 3 ? 1 : 2
  let nearest: string | undefined
  let least = allowed + 1
  for (const word of words) {
    if (Math.abs(word.length - text.length) > allowed) continue
    const distance = countEdits(text, word, least)
    if (distance < least) {
      least = distance
      nearest = word
    }
  }
  if (nearest !== undefined || text.length < 3) return nearest
  return words.find((word) => word.startsWith(text))
}

/** Letters to put, drop, change or swap with a neighbour to get from one word to the other (optimal string alignment). */
function countEdits(a: string, b: string, limit: number): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let row = 1; row <= a.length; row++) {
    const next = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let edits = Math.min(
        (last[column] ?? limit) + 1,
        (next[column - 1] ?? limit) + 1,
        (last[column - 1] ?? limit) + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        edits = Math.min(edits, (before[column - 2] ?? limit) + 1)
      next.push(edits)
    }
    before = last
    last = next
  }
  return last[b.length] ?? limit
}
