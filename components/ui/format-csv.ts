export type Cell = string | number | boolean | undefined

/**
 * A table as RFC 4180 has it: CRLF, quotes around what needs them. Text that a spreadsheet would take for a formula
 * (OWASP, "CSV Injection": first character = + - @, tab or carriage return, also in full width) begins with an
 * apostrophe, which such programs show as text; numbers are numbers. What was not measured, or is no number, is empty.
 */
export function formatCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('')
}

function formatCell(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  if (typeof cell === 'boolean') return String(cell)
  const text = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
}
