const pageOfRows = 15

/** Where a key leads from row `at` (−1: none) of `count`. */
export function walkRows(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined
  const to = {
    ArrowDown: at + 1,
    j: at + 1,
    ArrowUp: at - 1,
    k: at - 1,
    PageDown: at + pageOfRows,
    PageUp: at - pageOfRows,
    Home: 0,
    End: count - 1,
  }[key]
  return to === undefined ? undefined : Math.min(Math.max(to, 0), count - 1)
}
