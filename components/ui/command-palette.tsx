'use client'
import { lazy, type ReactNode, Suspense } from 'react'
import { Dialog } from '#components/ui/dialog.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

const CommandList = lazy(async () => ({
  default: (await import('#components/ui/layers/command-list.tsx')).CommandList,
}))

export interface Command {
  readonly id: string
  readonly label: string
  readonly group: string
  /** Further words it is found by. */
  readonly keywords?: readonly string[]
  readonly icon?: ReactNode
  readonly keys?: string
  readonly disabledReason?: string
  readonly onSelect: () => void
}

export interface CommandWords {
  readonly title: string
  readonly search: string
  readonly nothingFound: string
  readonly close: string
}

/** A dialog for `Commands`, which are drawn only while it is open. */
export function CommandPalette({
  open,
  onOpenChange,
  words,
  children,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly words: CommandWords
  readonly children: ReactNode
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={words.title}
      closeLabel={words.close}
      placement="top"
      bare
    >
      {children}
    </Dialog>
  )
}

/** Everything that can be done, found by typing: words first, then letters in order. */
export function Commands(props: {
  readonly words: CommandWords
  readonly commands: readonly Command[]
  /** A command was chosen. */
  readonly onDone: () => void
}) {
  return (
    <Suspense fallback={<Skeleton className="m-3 h-8" />}>
      <CommandList {...props} />
    </Suspense>
  )
}
