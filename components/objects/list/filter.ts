import type { ObjectRow } from '#components/objects/list/rows.ts'
import {
  type FilterFacts,
  type FilterKey,
  filterKeys,
  type ObjectItem,
} from '#components/objects/list/types.ts'

/** `health:failing`, or with `negated` `-health:failing`. */
export interface FilterToken {
  readonly key: FilterKey
  readonly value: string
  readonly negated: boolean
}

export interface Filter {
  readonly tokens: readonly FilterToken[]
  /** What a name must hold, every word of it. */
  readonly words: string
}

/**
 * Reads a filter as it is written in the box and in the URL: words apart by spaces, each a token `key:value` or a part of a
 * name. A word whose key this list does not know is a part of a name like any other, so that nothing typed is lost.
 */
export function parseFilter(text: string, known: readonly FilterKey[]): Filter {
  const tokens: FilterToken[] = []
  const words: string[] = []
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const token = parseToken(word, known)
    if (!token) words.push(word)
    else if (!tokens.some((each) => formatToken(each) === formatToken(token))) tokens.push(token)
  }
  return { tokens, words: words.join(' ') }
}

/** undefined where the word is no token: no key that is known, or no value. */
export function parseToken(word: string, known: readonly FilterKey[]): FilterToken | undefined {
  const match = /^(-?)([a-z]+):(\S+)$/i.exec(word)
  const key = filterKeys.find((each) => each === match?.[2]?.toLowerCase())
  if (!match?.[3] || !key || !known.includes(key)) return undefined
  return { key, value: match[3], negated: match[1] === '-' }
}

export function formatToken({ key, value, negated }: FilterToken): string {
  return `${negated ? '-' : ''}${key}:${value}`
}

export function formatFilter({ tokens, words }: Filter): string {
  return [...tokens.map(formatToken), words.trim()].filter(Boolean).join(' ')
}

/**
 * Tells whether an item fits: of the tokens of one key any, of different keys all, none that is negated, and every word in
 * the name. Case does not count. Undefined where all fit.
 */
export function buildFit<Item extends ObjectItem>(
  { tokens, words }: Filter,
  facts: FilterFacts<Item>,
): ((row: ObjectRow<Item>) => boolean) | undefined {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean)
  const wanted = [
    ...Map.groupBy(tokens, ({ key, negated }) => `${negated ? '-' : ''}${key}`).values(),
  ].flatMap((group) => {
    const read = group[0] && facts[group[0].key]
    if (!read) return []
    const values = new Set(group.map(({ value }) => value.toLowerCase()))
    return [{ read, values, negated: group[0]?.negated === true }]
  })
  if (parts.length === 0 && wanted.length === 0) return undefined
  return ({ item, name }) =>
    parts.every((part) => name.includes(part)) &&
    wanted.every(
      ({ read, values, negated }) => read(item).some((value) => values.has(value.toLowerCase())) !== negated,
    )
}

export interface Suggestion {
  /** What the last word becomes: `health:` or `health:failing`. */
  readonly text: string
  /** How many items have it; undefined for a key. */
  readonly count?: number
}

const mostSuggestions = 12

/** What the word being written could become: keys until one is written, then that key's values, the most frequent first. */
export function listSuggestions<Item>(
  word: string,
  items: readonly Item[],
  facts: FilterFacts<Item>,
): readonly Suggestion[] {
  const match = /^(-?)([a-z]*)(?::(.*))?$/i.exec(word)
  if (!match) return []
  const [, sign = '', name = '', begun] = match
  if (begun === undefined)
    return filterKeys
      .filter((key) => facts[key] && key.startsWith(name.toLowerCase()))
      .map((key) => ({ text: `${sign}${key}:` }))
  const key = filterKeys.find((each) => each === name.toLowerCase())
  const read = key && facts[key]
  if (!read) return []
  const counts = new Map<string, number>()
  for (const item of items)
    for (const value of new Set(read(item))) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .filter(([value]) => value.toLowerCase().includes(begun.toLowerCase()))
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, mostSuggestions)
    .map(([value, count]) => ({ text: `${sign}${key}:${value}`, count }))
}
