import type { useMessages } from 'next-intl'

type Messages = ReturnType<typeof useMessages>
/** A part of the catalogue; a compiled sentence is a list. */
export type Words = string | readonly unknown[] | { readonly [key: string]: Words }

/** What is known with the words added. Sections are joined; sentences, compiled or not, are taken whole. */
export function joinWords(known: Messages, added: Words): Messages {
  // Parts of the catalogue joined are a part of the catalogue.
  return join(known as Words, added) as Messages
}

function join(first: Words, second: Words): Words {
  if (!isSection(first) || !isSection(second)) return second
  const all: Record<string, Words> = { ...first }
  for (const [key, words] of Object.entries(second)) {
    const known = all[key]
    all[key] = known === undefined ? words : join(known, words)
  }
  return all
}

function isSection(words: Words): words is { readonly [key: string]: Words } {
  return typeof words === 'object' && !Array.isArray(words)
}
