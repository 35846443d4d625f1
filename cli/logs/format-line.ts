import { maskControls } from '#cli/print.ts'
import type { LogLine } from '#contract/logs.ts'

export interface LogStyle {
  readonly form: 'text' | 'json'
  /** With colours of a terminal. */
  readonly coloured: boolean
  /** With the moment of each line. */
  readonly stamped: boolean
}

/** Those of the sixteen that are read on black and on white (SGR, ECMA-48 8.3.117). */
const colours = [36, 33, 35, 32, 34, 31]

/** One line for the terminal or, as JSON, for a program, with its end. The words of others do not steer the terminal. */
export function formatLine(line: LogLine, { form, coloured, stamped }: LogStyle): string {
  if (form === 'json') return `${JSON.stringify(line)}\n`
  const head = describeSource(line)
  const shown = coloured ? `\u001b[${chooseColour(head)}m${head}\u001b[0m` : head
  const time = stamped ? `${line.time || '-'} ` : ''
  const cut = line.cutBytes ? ` [${line.cutBytes} more bytes]` : ''
  return `${time}${shown} ${line.text.split('\t').map(maskControls).join('\t')}${cut}\n`
}

export function describeSource({ pod, container }: Pick<LogLine, 'pod' | 'container'>): string {
  return `${pod}/${container}`
}

/** The same source has the same colour in every run. */
function chooseColour(source: string): number {
  let hash = 0
  for (let at = 0; at < source.length; at++) hash = (hash * 31 + source.charCodeAt(at)) >>> 0
  return colours[hash % colours.length] ?? 0
}
