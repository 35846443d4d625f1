'use client'
import { useTranslations } from 'next-intl'
import { lazy, type Ref, Suspense } from 'react'
import { stepMatch } from '#components/graph/find/matches.ts'
import { type BoxStatus, QueryBox } from '#components/graph/find/query-box.tsx'
import { useQueryMemory } from '#components/graph/find/query-memory.ts'
import type { Queries } from '#components/graph/find/use-queries.ts'
import type { GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import { HelpIcon, HideIcon, SearchIcon } from '#components/ui/icons.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

const loadHelp = () => import('#components/graph/find/query-help.tsx')
const QueryHelp = lazy(() => withLateWords(loadHelp().then((part) => part.QueryHelp)))

/** Find and hide: two boxes of one language, and what the language knows. */
export function QueryBar({
  state,
  change,
  queries,
  findBox,
}: {
  readonly state: GraphState
  readonly change: ChangeGraph
  readonly queries: Queries
  readonly findBox: Ref<HTMLInputElement>
}) {
  const t = useTranslations('graph.query')
  const { memory, change: changeMemory } = useQueryMemory()
  const step = useStep({ state, change, queries })
  const shared = { memory, changeMemory, graph: queries.graph }
  return (
    <div className="relative flex min-w-0 grow basis-104 items-center justify-end gap-2 max-md:basis-full">
      <QueryBox
        {...shared}
        ref={findBox}
        box="find"
        icon={<SearchIcon size={14} />}
        text={state.find}
        onChange={(find) => change({ find })}
        onEnter={step}
        status={useFoundWords({ state, queries })}
      />
      <QueryBox
        {...shared}
        box="hide"
        icon={<HideIcon size={14} />}
        text={state.hide}
        onChange={(hide) => change({ hide })}
        onEnter={(hide) => change({ hide })}
        status={useHiddenWords({ state, queries })}
      />
      <Popover
        label={t('help')}
        icon={<HelpIcon size={16} />}
        align="end"
        preload={loadHelp}
        content={(close) => (
          <Suspense fallback={<Skeleton className="h-60 w-80" />}>
            <QueryHelp
              state={state}
              change={change}
              memory={memory}
              changeMemory={changeMemory}
              onDone={close}
            />
          </Suspense>
        )}
      />
    </div>
  )
}

interface Shown {
  readonly state: GraphState
  readonly queries: Queries
}

/** How much is found, and which of it is chosen. */
function useFoundWords({ state, queries: { matches } }: Shown): BoxStatus | undefined {
  const t = useTranslations('graph.query')
  if (state.find === '') return undefined
  const at = matches.findIndex(({ id }) => id === state.chosen?.id)
  const count = matches.length
  return { words: at < 0 ? t('found', { count }) : t('foundAt', { at: at + 1, count }), count }
}

/** How much is hidden; nodes and edges apart where the pointer rests. */
function useHiddenWords({ state, queries: { hidden } }: Shown): BoxStatus | undefined {
  const t = useTranslations('graph.query')
  if (state.hide === '') return undefined
  const count = hidden.nodes + hidden.edges
  return { words: t('hidden', { count }), count, title: t('hiddenParts', { ...hidden }) }
}

/** Chooses the next match, or the one before; the table turns to the rows that hold it. */
function useStep({ state, change, queries }: Shown & { readonly change: ChangeGraph }) {
  return (text: string, by: 1 | -1) => {
    const matches = text === state.find ? queries.matches : (queries.listMatches?.(text) ?? [])
    const chosen = stepMatch(matches, state.chosen?.id, by)
    const rows = chosen?.kind === 'edge' ? 'edges' : 'nodes'
    const turns = chosen !== undefined && state.as === 'table' && rows !== state.rows
    change({ find: text, ...(chosen ? { chosen } : {}), ...(turns ? { rows, sort: '' } : {}) })
  }
}
