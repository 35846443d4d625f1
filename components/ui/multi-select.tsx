'use client'
import { lazy, type ReactNode, Suspense } from 'react'
import { Popover } from '#components/ui/popover.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

const loadList = () => import('#components/ui/layers/multi-select-list.tsx')
const MultiSelectList = lazy(async () => ({ default: (await loadList()).MultiSelectList }))

export interface MultiSelectWords {
  /** Names the button and its panel, with the choice: "Namespaces: shop". */
  readonly label: string
  readonly search: string
  readonly all: string
  readonly nothingFound: string
  /** Shown when the list is cut; receives how many more there are. */
  readonly more: (count: number) => string
}

interface MultiSelectProps {
  readonly words: MultiSelectWords
  readonly options: readonly string[]
  /** Chosen options; empty means all. */
  readonly value: readonly string[]
  readonly onValueChange: (value: readonly string[]) => void
  readonly icon?: ReactNode
  /** What the button shows. */
  readonly children: ReactNode
  readonly className?: string
}

/** Several of many, with a search. A press takes effect at once; "all" clears the choice. */
export function MultiSelect({ words, icon, children, className, ...list }: MultiSelectProps) {
  return (
    <Popover
      label={words.label}
      icon={icon}
      preload={loadList}
      {...(className ? { className } : {})}
      content={() => (
        <Suspense fallback={<Skeleton className="h-40 w-64" />}>
          <MultiSelectList words={words} {...list} />
        </Suspense>
      )}
    >
      {children}
    </Popover>
  )
}
