'use client'
import { useCallback, useMemo } from 'react'
import { longestQuery } from '#components/graph/url.ts'
import { usePreference } from '#components/shell/preferences.ts'

export interface SavedQuery {
  readonly name: string
  readonly text: string
}

export interface QueryMemory {
  /** The newest first. */
  readonly recent: readonly string[]
  readonly saved: readonly SavedQuery[]
}

const recentAtMost = 10
const savedAtMost = 50
export const longestName = 60

/** What this browser remembers of queries. What another version or another hand wrote there and is of another form is left out. */
export function parseMemory(text: string | null): QueryMemory {
  const given = parseJson(text)
  const isText = (each: unknown): each is string =>
    typeof each === 'string' && each !== '' && each.length <= longestQuery
  const saved = listOf(given, 'saved').flatMap((each) => {
    const name = fieldOf(each, 'name')
    const query = fieldOf(each, 'text')
    return isText(name) && name.length <= longestName && isText(query) ? [{ name, text: query }] : []
  })
  return {
    recent: listOf(given, 'recent').filter(isText).slice(0, recentAtMost),
    saved: saved.slice(0, savedAtMost),
  }
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined
}

function listOf(value: unknown, key: string): readonly unknown[] {
  const field = fieldOf(value, key)
  return Array.isArray(field) ? field : []
}

/** A query that was used goes to the front. */
export function rememberQuery(memory: QueryMemory, text: string): QueryMemory {
  return {
    ...memory,
    recent: [text, ...memory.recent.filter((each) => each !== text)].slice(0, recentAtMost),
  }
}

/** A name is given once: saving under it again replaces what it named. */
export function saveQuery(memory: QueryMemory, query: SavedQuery): QueryMemory {
  const others = memory.saved.filter(({ name }) => name !== query.name)
  return {
    ...memory,
    saved: [...others, query].sort((a, b) => a.name.localeCompare(b.name)).slice(0, savedAtMost),
  }
}

export function forgetQuery(memory: QueryMemory, name: string): QueryMemory {
  return { ...memory, saved: memory.saved.filter((each) => each.name !== name) }
}

/** The memory of this browser, shared by both boxes, and the way to change it. */
export function useQueryMemory() {
  const [text, write] = usePreference('graph.queries')
  const memory = useMemo(() => parseMemory(text), [text])
  const change = useCallback((next: QueryMemory) => write(JSON.stringify(next)), [write])
  return { memory, change }
}
