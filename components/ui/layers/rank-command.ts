/**
 * How well a command fits what was typed, for the palette's order: 0 hides it, 1 is best. Every word typed must be found.
 * The beginning of a word of the label goes before a part of one, that before a keyword, and letters of the label in
 * order come last.
 */
export function rankCommand(label: string, keywords: readonly string[], typed: string): number {
  const text = label.toLowerCase()
  const more = keywords.map((keyword) => keyword.toLowerCase())
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  let worst = 1
  for (const word of words) worst = Math.min(worst, rankWord(text, more, word))
  if (worst > 0) return worst
  return holdsInOrder(text, words.join('')) ? 0.1 : 0
}

function rankWord(text: string, keywords: readonly string[], word: string): number {
  const parts = text.split(/[^\p{L}\p{N}]+/u)
  if (parts.includes(word) || text === word) return 1
  if (parts.some((part) => part.startsWith(word))) return 0.9
  if (text.includes(word)) return 0.7
  return keywords.some((keyword) => keyword.startsWith(word)) ? 0.4 : 0
}

function holdsInOrder(text: string, letters: string): boolean {
  let at = 0
  for (const letter of text) if (letter === letters[at]) at += 1
  return at === letters.length
}
