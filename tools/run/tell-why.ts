// Colours of a terminal, which a message quotes.
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** The beginning of a failure's message in one line, behind a colon; nothing where there is no message. */
export function tellWhy(message: string | undefined): string {
  const line = message?.replaceAll(colours, '').replaceAll(/\s+/g, ' ').trim()
  return line ? `: ${line.length > 400 ? `${line.slice(0, 400)}…` : line}` : ''
}
