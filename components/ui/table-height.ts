/** Pixels of a row of a table, where the table says nothing else; its head is as high. */
export const usualRowHeight = 34
/** Of a row whose first cell has a second, smaller line: on a phone, which has no room for a column of it. */
export const twoLineRowHeight = 50

/** Pixels of a table that shows this many usual rows without scrolling down, a bar to scroll sideways included. */
export function measureTable(rows: number): number {
  return (rows + 1) * usualRowHeight + 20
}
