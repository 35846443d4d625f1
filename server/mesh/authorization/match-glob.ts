/**
 * Whether a text is these parts in this order with any text between them: what `a*b*c` stands for once it is split at its
 * stars. Each part is taken where it is first found, so that it takes time in proportion to the text for each part,
 * whatever the pattern; an expression of `.*` would take the text's length to the power of its stars.
 */
export function matchesGlob(parts: readonly string[], text: string): boolean {
  const [head = '', ...rest] = parts
  const tail = rest.pop()
  if (tail === undefined) return text === head
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false
  let from = head.length
  const end = text.length - tail.length
  for (const part of rest) {
    const at = text.indexOf(part, from)
    if (at < 0 || at + part.length > end) return false
    from = at + part.length
  }
  return from <= end
}
