'use client'
import { Combobox } from '@base-ui/react/combobox'
import { useState } from 'react'
import { CheckIcon, SearchIcon } from '#components/ui/icons.tsx'
import type { MultiSelectWords } from '#components/ui/multi-select.tsx'

/** More rows than this are not drawn: nobody reads them, and the search finds them. */
const rowLimit = 200

/** The search and the list of MultiSelect, loaded on first use. */
export function MultiSelectList({
  words,
  options,
  value,
  onValueChange,
}: {
  readonly words: MultiSelectWords
  readonly options: readonly string[]
  readonly value: readonly string[]
  readonly onValueChange: (value: readonly string[]) => void
}) {
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  // A chosen option that is no longer offered must still be seen, or nobody could unchoose it.
  const known = [...new Set([...value, ...options])].sort()
  const found = known.filter((option) => option.includes(wanted))
  return (
    <Combobox.Root
      inline
      open
      multiple
      autoHighlight
      items={known}
      filteredItems={found}
      limit={rowLimit}
      value={value}
      onValueChange={(next) => onValueChange([...next].sort())}
      inputValue={search}
      onInputValueChange={setSearch}
    >
      <div className="w-64 max-w-full">
        <div className="relative mb-2 flex items-center">
          <SearchIcon size={14} className="pointer-events-none absolute left-2.5 text-muted" />
          <Combobox.Input
            aria-label={words.search}
            placeholder={words.search}
            className="h-8 w-full rounded-control border border-line-strong bg-surface pr-2 pl-8 text-base placeholder:text-muted focus-visible:outline-offset-0"
          />
        </div>
        <button
          type="button"
          aria-pressed={value.length === 0}
          onClick={() => onValueChange([])}
          className="flex w-full items-center gap-2 rounded-control px-2 py-1.5 text-left hover:bg-hover"
        >
          <span className="inline-flex w-4">{value.length === 0 ? <CheckIcon size={14} /> : null}</span>
          {words.all}
        </button>
        <div className="my-1 h-px bg-line" />
        <Options />
        <Combobox.Empty>
          <p className="px-2 py-1.5 text-muted">{words.nothingFound}</p>
        </Combobox.Empty>
        {found.length > rowLimit ? (
          <p className="px-2 py-1.5 text-small text-muted">{words.more(found.length - rowLimit)}</p>
        ) : null}
      </div>
    </Combobox.Root>
  )
}

function Options() {
  return (
    <Combobox.List className="max-h-72 overflow-y-auto">
      {(option: string) => (
        <Combobox.Item
          key={option}
          value={option}
          className="flex cursor-default items-center gap-2 rounded-control px-2 py-1.5 select-none data-highlighted:bg-hover"
        >
          <span className="inline-flex w-4">
            <Combobox.ItemIndicator>
              <CheckIcon size={14} />
            </Combobox.ItemIndicator>
          </span>
          <span className="truncate">{option}</span>
        </Combobox.Item>
      )}
    </Combobox.List>
  )
}
