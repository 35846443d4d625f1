import { Option } from 'commander'
import { stringify } from 'yaml'

/** `-o` of a command: what is for programs comes whole, a table is for people and leaves out what it has no room for. */
export function outputOption(formats: readonly string[], otherwise: string): Option {
  return new Option('-o, --output <format>', 'form of the answer').choices(formats).default(otherwise)
}

/** JSON or YAML of the value, which has no undefined and no dates. */
export function formatValue(format: 'json' | 'yaml', value: unknown): string {
  return format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : stringify(value)
}

/** Columns as wide as they need to be, two spaces apart, under headings in capitals as kubectl has them. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows].map((row) => row.map((cell) => maskControls(cell) || '-'))
  const widths = headings.map((_heading, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}

/** Names and words of others must not steer the terminal: no escape sequences, no turned directions. */
export function maskControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')
}
