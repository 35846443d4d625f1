/** Longer texts are matched and parsed by their beginning alone: a line may have 256 kB. */
const longestParsed = 16_384

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are steered by control characters (ECMA-48 CSI and OSC).
const terminalSequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be shown.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g
/** Marks that turn the direction of what follows them (UAX 9), and marks without width. */
const invisible = /[\u0080-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g
const needsCleaning =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the same as above.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

/**
 * A line's text as it can be shown: without the colours of terminals; other control characters by their pictures (␀),
 * marks that would turn or hide text by their code point (‹U+202E›).
 */
export function cleanText(text: string): string {
  if (!needsCleaning.test(text)) return text
  return text
    .replace(terminalSequences, '')
    .replace(controls, (found) =>
      String.fromCharCode(found === '\u007f' ? 0x2421 : 0x2400 + found.charCodeAt(0)),
    )
    .replace(invisible, (found) => `‹U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`)
}

/** The part of a text that is parsed and searched. */
export function cutForParsing(text: string): string {
  return text.length > longestParsed ? text.slice(0, longestParsed) : text
}
