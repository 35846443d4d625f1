import { InvalidArgumentError } from 'commander'

/** A port of the command line, as it was written. Throws commander's word for another text. */
export function parsePort(text: string): string {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return text
  throw new InvalidArgumentError('It is a number from 0 to 65535.')
}
