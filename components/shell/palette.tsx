'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useActionList, useActionReader, useActions } from '#components/shell/actions.tsx'
import { useShortcuts } from '#components/shell/shortcuts.ts'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { type Command, CommandPalette, Commands, type CommandWords } from '#components/ui/command-palette.tsx'
import { KeyboardIcon, NamespaceIcon, SearchIcon } from '#components/ui/icons.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { namespaces as namespacesCall } from '#contract/overview.ts'

const ShortcutSheet = lazy(async () => ({
  default: (await import('#components/shell/shortcut-sheet.tsx')).ShortcutSheet,
}))

/** The palette with its button, the `?` sheet, and the one listener for all keys. */
export function Palette() {
  const t = useTranslations('shell.palette')
  const [shown, setShown] = useState<'palette' | 'keys'>()
  useActions([
    {
      id: 'palette.open',
      label: t('open'),
      group: t('helpGroup'),
      keys: 'mod+k',
      keyOnly: true,
      run: () => setShown((now) => (now === 'palette' ? undefined : 'palette')),
    },
    {
      id: 'keys.show',
      label: t('keys'),
      group: t('helpGroup'),
      keys: '?',
      icon: <KeyboardIcon size={16} />,
      run: () => setShown('keys'),
    },
  ])
  useShortcuts(useActionReader())
  const words = {
    title: t('title'),
    search: t('search'),
    nothingFound: t('nothingFound'),
    close: t('close'),
  }
  return (
    <>
      <Button
        tone="quiet"
        aria-keyshortcuts="Control+K Meta+K"
        icon={<SearchIcon size={16} className="text-muted" />}
        onClick={() => setShown('palette')}
      >
        <span className="sr-only">{t('open')}</span>
        <span className="max-xl:hidden">
          <Kbd keys="mod+k" />
        </span>
      </Button>
      <CommandPalette
        open={shown === 'palette'}
        onOpenChange={(open) => setShown(open ? 'palette' : undefined)}
        words={words}
      >
        <AllCommands words={words} onDone={() => setShown(undefined)} />
      </CommandPalette>
      {shown === 'keys' ? (
        <Suspense fallback={null}>
          <ShortcutSheet open onOpenChange={(open) => setShown(open ? 'keys' : undefined)} />
        </Suspense>
      ) : null}
    </>
  )
}

/** Drawn while the palette is open alone: what can be done changes with every letter of a filter. */
function AllCommands({ words, onDone }: { readonly words: CommandWords; readonly onDone: () => void }) {
  const actions = useActionList()
  const namespaceCommands = useNamespaceCommands()
  const commands: Command[] = actions
    .filter((action) => !action.keyOnly)
    .map(({ run, keyOnly: _, ...action }) => ({ ...action, onSelect: run }))
  return <Commands words={words} commands={[...commands, ...namespaceCommands]} onDone={onDone} />
}

function useNamespaceCommands(): Command[] {
  const t = useTranslations('shell.palette')
  const { view, setView } = useView()
  const { data } = useLiveCall(namespacesCall, { health: false }, { intervalMs: false })
  const group = t('namespaceGroup')
  const icon = <NamespaceIcon size={16} />
  const all: Command = {
    id: 'namespace:*',
    label: t('allNamespaces'),
    group,
    icon,
    onSelect: () => setView({ namespaces: [] }),
  }
  const each = (data?.items ?? []).map(({ name }) => ({
    id: `namespace:${name}`,
    label: t('onlyNamespace', { name }),
    group,
    icon,
    onSelect: () => setView({ namespaces: [name] }),
  }))
  return view.namespaces.length > 0 ? [all, ...each] : each
}
