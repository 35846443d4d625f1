import type { NamedSource } from '#components/logs/view/name-sources.ts'
import { cx } from '#components/ui/cx.ts'

const colours = [
  'text-series-1',
  'text-series-2',
  'text-series-3',
  'text-series-4',
  'text-series-5',
  'text-series-6',
  'text-series-7',
  'text-series-8',
] as const

/** Who wrote: a colour, a shape (filled: an application, hollow: a proxy) and a name. */
export function SourceName({ source }: { readonly source: NamedSource }) {
  return (
    <span
      title={source.full}
      className={cx('inline-flex max-w-full items-center gap-1.5', colours[source.series - 1])}
    >
      <svg viewBox="0 0 8 8" width={8} height={8} aria-hidden className="shrink-0">
        {source.role === 'proxy' ? (
          <path d="M4 0.8 7.2 4 4 7.2 0.8 4Z" fill="none" stroke="currentColor" strokeWidth={1.4} />
        ) : (
          <circle cx={4} cy={4} r={3.4} fill="currentColor" />
        )}
      </svg>
      <span className="truncate">{source.name}</span>
    </span>
  )
}
