'use client'
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useRef, useState } from 'react'
import { cx } from '#components/ui/cx.ts'
import { CloseIcon } from '#components/ui/icons.tsx'

export interface TokenSuggestion {
  readonly value: string
  readonly label: ReactNode
  /** At the right, in muted text: a count. */
  readonly detail?: string
}

interface TokenInputProps {
  readonly label: string
  readonly placeholder: string
  readonly icon?: ReactNode
  readonly tokens: readonly string[]
  /** The accessible name of the button that takes a token away. */
  readonly nameRemoval: (token: string) => string
  readonly onRemove: (index: number) => void
  /** What is written and is no token yet. */
  readonly draft: string
  readonly onDraft: (draft: string) => void
  /** Enter, where nothing is suggested or chosen. */
  readonly onCommit: () => void
  readonly suggestions: readonly TokenSuggestion[]
  readonly onAccept: (value: string) => void
  readonly className?: string
  readonly ref?: Ref<HTMLInputElement>
}

/**
 * A field of tokens and free text with completion (WAI-ARIA combobox with a listbox: the field keeps the focus). Arrows walk
 * the suggestions, Enter or Tab takes the one walked to, Escape closes them and then empties the text, Backspace at the
 * beginning takes the last token away.
 */
export function TokenInput(props: TokenInputProps) {
  const { label, icon, tokens, nameRemoval, onRemove, suggestions, onAccept, className } = props
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const list = useListbox(props)
  const accept = (value: string) => {
    list.forget()
    onAccept(value)
    field.current?.focus()
  }
  return (
    <div className={cx('relative', className)}>
      <div className="flex min-h-8 w-full flex-wrap items-center gap-1 rounded-control border border-line-strong bg-surface px-2 py-0.5 focus-within:outline-2 focus-within:outline-accent">
        {icon ? <span className="text-muted">{icon}</span> : null}
        {/* Has the font of tokens fetched with the page: one that comes later lays out the whole page once more. */}
        <span aria-hidden className="invisible absolute font-mono">
          0
        </span>
        {tokens.map((token, index) => (
          <span
            key={token}
            className="inline-flex max-w-full items-center gap-0.5 rounded-control border border-line bg-sunken pl-1.5 text-small"
          >
            <span className="truncate font-mono">{token}</span>
            <button
              type="button"
              aria-label={nameRemoval(token)}
              onClick={() => onRemove(index)}
              className="grid size-6 place-items-center rounded-control text-muted hover:text-fg"
            >
              <CloseIcon size={12} />
            </button>
          </span>
        ))}
        <Field {...props} field={field} listId={id} list={list} onAccept={accept} />
      </div>
      {list.open ? (
        <Listbox id={id} label={label} suggestions={suggestions} active={list.active} onAccept={accept} />
      ) : null}
    </div>
  )
}

interface ListboxState {
  readonly open: boolean
  /** −1: none. */
  readonly active: number
  readonly walk: (step: 1 | -1) => void
  readonly show: () => void
  readonly hide: () => void
  readonly forget: () => void
}

function useListbox({ suggestions }: Pick<TokenInputProps, 'suggestions'>): ListboxState {
  const [shown, setShown] = useState(false)
  const [active, setActive] = useState(-1)
  const count = suggestions.length
  return {
    open: shown && count > 0,
    active: Math.min(active, count - 1),
    walk: (step) => {
      setShown(true)
      setActive((now) =>
        count === 0 ? -1 : (Math.min(now, count - 1) + step + count + (now < 0 && step < 0 ? 1 : 0)) % count,
      )
    },
    show: () => setShown(true),
    hide: () => setShown(false),
    forget: () => setActive(-1),
  }
}

function Field({
  label,
  placeholder,
  tokens,
  draft,
  onDraft,
  onRemove,
  onCommit,
  suggestions,
  onAccept,
  ref,
  field,
  listId,
  list,
}: TokenInputProps & {
  readonly field: { current: HTMLInputElement | null }
  readonly listId: string
  readonly list: ListboxState
}) {
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = list.open ? suggestions[list.active] : undefined
    const takesBack = event.currentTarget.selectionEnd === 0 && tokens.length > 0
    const acts = new Map<string, (() => void) | undefined>([
      ['ArrowDown', () => list.walk(1)],
      ['ArrowUp', () => list.walk(-1)],
      ['Enter', chosen ? () => onAccept(chosen.value) : onCommit],
      ['Tab', chosen && (() => onAccept(chosen.value))],
      ['Escape', list.open ? list.hide : () => onDraft('')],
      ['Backspace', takesBack ? () => onRemove(tokens.length - 1) : undefined],
    ])
    const act = acts.get(event.key)
    if (!act || event.nativeEvent.isComposing) return
    event.preventDefault()
    act()
  }
  return (
    <input
      ref={(element) => {
        field.current = element
        if (typeof ref === 'function') ref(element)
        else if (ref) ref.current = element
      }}
      role="combobox"
      aria-label={label}
      aria-expanded={list.open}
      aria-controls={list.open ? listId : undefined}
      aria-autocomplete="list"
      aria-activedescendant={list.open && list.active >= 0 ? `${listId}-${list.active}` : undefined}
      autoComplete="off"
      spellCheck={false}
      placeholder={tokens.length === 0 ? placeholder : undefined}
      value={draft}
      onChange={(event) => {
        list.forget()
        list.show()
        onDraft(event.target.value)
      }}
      onClick={list.show}
      onBlur={list.hide}
      onKeyDown={onKeyDown}
      className="h-6 min-w-24 grow bg-transparent text-base text-fg outline-none placeholder:text-muted"
    />
  )
}

function Listbox({
  id,
  label,
  suggestions,
  active,
  onAccept,
}: {
  readonly id: string
  readonly label: string
  readonly suggestions: readonly TokenSuggestion[]
  readonly active: number
  readonly onAccept: (value: string) => void
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  })
  return (
    <div
      ref={box}
      id={id}
      role="listbox"
      aria-label={label}
      className="absolute top-full left-0 z-30 mt-1 max-h-80 w-full max-w-md min-w-60 overflow-y-auto rounded-panel border border-line bg-raised p-1 text-base text-fg shadow-raised"
    >
      {suggestions.map(({ value, label: words, detail }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, which names the active option.
        // biome-ignore lint/a11y/useFocusableInteractive: options of a combobox take no focus.
        <div
          key={value}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          // A press must not take the focus out of the field before its click comes.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onAccept(value)}
          className={cx(
            'flex cursor-pointer items-baseline gap-3 rounded-control px-2 py-1',
            index === active ? 'bg-selected' : 'hover:bg-hover',
          )}
        >
          <span className="min-w-0 grow truncate">{words}</span>
          {detail ? <span className="tabular text-small text-muted">{detail}</span> : null}
        </div>
      ))}
    </div>
  )
}
