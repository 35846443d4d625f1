/** Keys to press, one cap each: `keys="g o"` is g then o, `mod+k` is Ctrl or Cmd with k. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <span className="inline-flex shrink-0 items-center gap-1">
      {keys.split(' ').map((key) => (
        <kbd
          key={key}
          className="inline-flex h-5 min-w-5 items-center justify-center rounded-control border border-line bg-sunken px-1 font-sans text-small text-muted"
        >
          {key
            .split('+')
            .map((part) => keyWords[part] ?? part)
            .join('+')}
        </kbd>
      ))}
    </span>
  )
}

const keyWords: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  enter: 'Enter',
  escape: 'Esc',
  down: '↓',
  up: '↑',
}
