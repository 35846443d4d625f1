'use client'
import { useTranslations } from 'next-intl'
import {
  type ChangeEvent,
  lazy,
  type ReactNode,
  type Ref,
  Suspense,
  type SyntheticEvent,
  useId,
  useState,
} from 'react'
import { type Box, presets } from '#components/graph/find/presets.ts'
import { type QueryMemory, rememberQuery } from '#components/graph/find/query-memory.ts'
import { useLanguage } from '#components/graph/find/use-language.ts'
import { useQueryList } from '#components/graph/find/use-query-list.ts'
import { useQueryText } from '#components/graph/find/use-query-text.ts'
import { longestQuery } from '#components/graph/url.ts'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { TextInput } from '#components/ui/input.tsx'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

const QueryPopup = lazy(() =>
  withLateWords(import('#components/graph/find/query-popup.tsx').then((part) => part.QueryPopup)),
)

/** What came of a query: in words, and the number alone where there is no room for them. */
export interface BoxStatus {
  readonly words: string
  readonly count: number
  readonly title?: string
}

interface QueryBoxProps {
  readonly ref?: Ref<HTMLInputElement>
  readonly box: Box
  readonly icon: ReactNode
  /** The query that holds now. */
  readonly text: string
  /** Receives valid queries only, so that the last valid result stays while another is written. */
  readonly onChange: (text: string) => void
  readonly onEnter: (text: string, by: 1 | -1) => void
  readonly status: BoxStatus | undefined
  readonly memory: QueryMemory
  readonly changeMemory: (memory: QueryMemory) => void
  /** What is seen now, for the values offered. */
  readonly graph: TrafficGraph | undefined
}

/**
 * A combobox by the ARIA pattern with a list: arrows walk it, Enter takes, Escape closes; without a chosen option Enter
 * goes to the next match, with Shift to the one before.
 */
export function QueryBox(props: QueryBoxProps) {
  const { ref, box, icon, status } = props
  const t = useTranslations('graph.query')
  const id = useId()
  const { query, list, field } = useQueryBox(props)
  const { typed, fault, input } = query
  const { shown, active } = list
  return (
    <div className="min-w-0 grow basis-40">
      <span className="relative flex items-center">
        <TextInput
          ref={(element) => {
            input.current = element
            if (typeof ref === 'function') ref(element)
            else if (ref) ref.current = element
          }}
          role="combobox"
          aria-label={t(`box.${box}`)}
          aria-expanded={shown}
          aria-controls={shown ? `${id}-list` : undefined}
          aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault && !shown ? `${id}-fault` : undefined}
          placeholder={t(`placeholder.${box}`)}
          icon={icon}
          maxLength={longestQuery}
          value={typed}
          {...field}
          className="w-full"
        />
        <BoxEnd box={box} status={status} onClear={typed === '' ? undefined : () => query.correct('')} />
      </span>
      {shown || fault ? (
        <Suspense fallback={null}>
          <QueryPopup
            id={id}
            box={box}
            label={t(`box.${box}`)}
            text={typed}
            fault={shown ? undefined : fault}
            suggestions={list.suggestions}
            active={active}
            onAccept={list.accept}
            onCorrect={query.correct}
          />
        </Suspense>
      ) : null}
    </div>
  )
}

function useQueryBox({ box, text, memory, changeMemory, graph, onChange, onEnter }: QueryBoxProps) {
  const [wanted, setWanted] = useState(text !== '')
  const language = useLanguage(wanted)
  const query = useQueryText({ text, onChange, language })
  const remember = (used: string) => {
    if (used.trim() !== '') changeMemory(rememberQuery(memory, used.trim()))
  }
  const list = useQueryList({
    list: () => language?.listSuggestions(query.typed, query.caret, graph, presets[box], memory) ?? [],
    onAccept({ insert, from, to, whole }) {
      query.type(`${query.typed.slice(0, from)}${insert}${query.typed.slice(to)}`, from + insert.length)
      if (!whole) return
      onEnter(insert, 1)
      remember(insert)
    },
    onClear: () => query.type('', 0),
    onEnter(by) {
      if (!query.settle()) return
      onEnter(query.typed, by)
      remember(query.typed)
    },
  })
  const field = {
    onChange: ({ target }: ChangeEvent<HTMLInputElement>) => {
      query.type(target.value, target.selectionStart ?? target.value.length)
      list.show(true)
    },
    onSelect: ({ currentTarget }: SyntheticEvent<HTMLInputElement>) =>
      query.track(currentTarget.selectionStart ?? 0),
    onFocus: () => setWanted(true),
    onClick: () => list.show(true),
    onBlur: () => {
      list.show(false)
      if (query.settle() && query.typed !== text) remember(query.typed)
    },
    onKeyDown: list.onKeyDown,
  }
  return { query, list, field }
}

/** What came of the query, and the way to drop it, inside the box at its end. */
function BoxEnd({
  box,
  status,
  onClear,
}: {
  readonly box: Box
  readonly status: BoxStatus | undefined
  readonly onClear: (() => void) | undefined
}) {
  const t = useTranslations('graph.query')
  return (
    <span className="absolute right-1 flex items-center gap-1 bg-surface pl-1">
      <span role="status" title={status?.title} className="tabular text-small whitespace-nowrap text-muted">
        <span className="max-md:sr-only">{status?.words}</span>
        <span aria-hidden className="md:hidden">
          {status?.count}
        </span>
      </span>
      {onClear ? (
        <button
          type="button"
          aria-label={t(`clear.${box}`)}
          onClick={onClear}
          className="inline-flex size-6 items-center justify-center rounded-control text-muted hover:bg-hover"
        >
          <CloseIcon size={14} />
        </button>
      ) : null}
    </span>
  )
}
