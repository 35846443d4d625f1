'use client'
import { useTranslations } from 'next-intl'
import { useMemo, useRef, useState } from 'react'
import {
  type Filter,
  formatFilter,
  formatToken,
  listSuggestions,
  parseFilter,
  parseToken,
} from '#components/objects/list/filter.ts'
import { type FilterFacts, type FilterKey, filterKeys } from '#components/objects/list/types.ts'
import { useActions } from '#components/shell/actions.tsx'
import { FilterIcon } from '#components/ui/icons.tsx'
import { TokenInput } from '#components/ui/token-input.tsx'

/** The keys that a list knows. */
export function listKeys<Item>(facts: FilterFacts<Item>): readonly FilterKey[] {
  return filterKeys.filter((key) => facts[key])
}

/**
 * The filter of a list: tokens, and words of the name that narrow it as they are typed. A token that is still being written
 * (`health:fai`) waits for its end and narrows nothing.
 */
export function FilterBox<Item>({
  filter,
  onFilter,
  items,
  facts,
  placeholder,
}: {
  readonly filter: Filter
  readonly onFilter: (text: string) => void
  readonly items: readonly Item[]
  readonly facts: FilterFacts<Item>
  /** An example of what can be asked, where it is another than health and mode. */
  readonly placeholder?: string | undefined
}) {
  const t = useTranslations('objects.filter')
  const box = useRef<HTMLInputElement>(null)
  const known = useMemo(() => listKeys(facts), [facts])
  // What is written, where that is not yet what filters; undefined: the filter's own words.
  const [written, setWritten] = useState<string>()
  const draft = written ?? filter.words
  const last = draft.slice(draft.lastIndexOf(' ') + 1)
  const before = draft.slice(0, draft.length - last.length)
  const suggestions = useMemo(() => listSuggestions(last, items, facts), [last, items, facts])
  useActions([
    {
      id: 'objects.filter',
      label: t('label'),
      group: t('group'),
      keys: '/',
      icon: <FilterIcon size={16} />,
      run: () => box.current?.focus(),
    },
  ])
  const write = (next: string, isWhole: boolean) => {
    const at = isWhole ? next.length : next.lastIndexOf(' ') + 1
    const open = next.slice(at)
    // The word at the cursor is a part of a name unless it begins as a token does.
    const waits =
      !isWhole &&
      known.some((key) => open.replace(/^-/, '').toLowerCase().startsWith(`${key.toLowerCase()}:`))
    const read = parseFilter(waits ? next.slice(0, at) : next, known)
    const whole = formatFilter({ tokens: [...filter.tokens, ...read.tokens], words: read.words })
    onFilter(formatFilter(parseFilter(whole, known)))
    const rest = waits ? `${read.words}${read.words ? ' ' : ''}${open}` : read.words
    // A trailing space stays, or nobody could write a second word.
    setWritten(isWhole ? undefined : rest + (!waits && rest !== '' && next.endsWith(' ') ? ' ' : ''))
  }
  return (
    <TokenInput
      ref={box}
      label={t('label')}
      placeholder={placeholder ?? t('placeholder')}
      icon={<FilterIcon size={14} />}
      tokens={filter.tokens.map(formatToken)}
      nameRemoval={(token) => t('remove', { token })}
      onRemove={(index) =>
        onFilter(formatFilter({ tokens: filter.tokens.filter((_, at) => at !== index), words: filter.words }))
      }
      draft={draft}
      onDraft={(next) => write(next, false)}
      onCommit={() => write(draft, true)}
      suggestions={suggestions.map(({ text, count }) => ({
        value: text,
        label: <SuggestionWords text={text} known={known} />,
        ...(count === undefined ? {} : { detail: String(count) }),
      }))}
      onAccept={(text) => write(`${before}${text}`, parseToken(text, known) !== undefined)}
      className="min-w-0 grow md:max-w-2xl"
    />
  )
}

/** A key with what it asks, or a token as it is written. */
function SuggestionWords({ text, known }: { readonly text: string; readonly known: readonly FilterKey[] }) {
  const t = useTranslations('objects.filter')
  const key = known.find((each) => text.replace(/^-/, '') === `${each}:`)
  return (
    <>
      <span className="font-mono">{text}</span>
      {key ? <span className="ml-3 text-muted">{t(`key.${key}`)}</span> : null}
    </>
  )
}
