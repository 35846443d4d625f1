'use client'
import { useMemo } from 'react'
import type { HiddenCount } from '#components/graph/find/hide-matches.ts'
import type { Match } from '#components/graph/find/matches.ts'
import { useLanguage } from '#components/graph/find/use-language.ts'
import type { GraphState } from '#components/graph/url.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

export interface Queries {
  /** The graph without what is hidden; undefined while it, or the language that says what to hide, is not there. */
  readonly graph: TrafficGraph | undefined
  readonly hidden: HiddenCount
  /** What is found of what is left: hiding wins. */
  readonly matches: readonly Match[]
  /** Ids of nodes and edges. */
  readonly found: ReadonlySet<string>
  /** What another query would find; undefined until the language is there. */
  readonly listMatches: ((text: string) => readonly Match[]) | undefined
}

const nothingHidden: HiddenCount = { nodes: 0, edges: 0 }

/** What the two queries of the URL make of a graph. */
export function useQueries(
  whole: TrafficGraph | undefined,
  { find, hide }: Pick<GraphState, 'find' | 'hide'>,
): Queries {
  const language = useLanguage(find !== '' || hide !== '')
  const left = useMemo(() => {
    if (!whole || hide === '') return { graph: whole, hidden: nothingHidden }
    return language ? language.applyHide(whole, hide) : { graph: undefined, hidden: nothingHidden }
  }, [whole, hide, language])
  const matches = useMemo(
    () => (left.graph && language && find !== '' ? language.listMatches(left.graph, find) : []),
    [left.graph, language, find],
  )
  const found = useMemo(() => new Set(matches.map(({ id }) => id)), [matches])
  const listMatches = useMemo(
    () => (language && left.graph ? language.listMatches.bind(undefined, left.graph) : undefined),
    [language, left.graph],
  )
  return { ...left, matches, found, listMatches }
}
