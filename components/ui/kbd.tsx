'use client'
import { useSyncExternalStore } from 'react'

/** Keys to press, one cap each: `keys="g o"` is g then o, `mod+k` is Ctrl (on Apple's machines Cmd) with k. */
export function Kbd({ keys }: { readonly keys: string }) {
  const apple = useSyncExternalStore(
    () => () => undefined,
    () => /Mac|iPhone|iPad/.test(navigator.platform),
    () => false,
  )
  return (
    <span className="inline-flex shrink-0 items-center gap-1">
      {keys.split(' ').map((key) => (
        <kbd
          key={key}
          className="inline-flex h-5 min-w-5 items-center justify-center rounded-control border border-line bg-sunken px-1 font-sans text-small text-muted"
        >
          {formatCap(key, apple)}
        </kbd>
      ))}
    </span>
  )
}

const words: Readonly<Record<string, string>> = { enter: 'Enter', escape: 'Esc', down: '↓', up: '↑' }

function formatCap(key: string, apple: boolean): string {
  const parts = key.split('+')
  if (parts.length === 1) return words[key] ?? key
  return parts
    .map((part) => (part === 'mod' ? (apple ? '⌘' : 'Ctrl') : (words[part] ?? part.toUpperCase())))
    .join(apple ? '' : ' ')
}
