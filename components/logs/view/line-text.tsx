import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { cleanText } from '#components/logs/parse/clean-text.ts'
import type { LogsState } from '#components/logs/url.ts'
import type { Chosen } from '#components/logs/view/build-choice.ts'
import { cx } from '#components/ui/cx.ts'

/** How rows are drawn. */
export interface RowLook extends Pick<LogsState, 'as' | 'wrap' | 'zone'> {
  /** The day that needs no telling, `YYYY-MM-DD`. */
  readonly today: string
  readonly marks: Chosen['marks']
  /** A line's text stands below its time and source, where both leave it no room. */
  readonly stacked: boolean
  /** Classes of the column of sources; none where there is one source. */
  readonly sourceWidth: string | undefined
}

/** Characters of a line that stand in the list; the rest is a click away. */
const longestShown = 2_000

/** A line as it was written. */
export function LineText({ text, look }: { readonly text: string; readonly look: RowLook }) {
  const t = useTranslations('logs.line')
  return (
    <span
      className={cx(
        'min-w-0 grow',
        look.stacked && 'basis-full',
        look.wrap ? 'break-all whitespace-pre-wrap' : 'truncate whitespace-pre',
      )}
    >
      <Marked text={cleanText(text.slice(0, longestShown))} marks={look.marks} />
      {text.length > longestShown ? (
        <span className="text-muted"> {t('longer', { count: text.length - longestShown })}</span>
      ) : null}
    </span>
  )
}

/** A text with what was looked for marked in it. */
export function Marked({ text, marks }: { readonly text: string; readonly marks: Chosen['marks'] }) {
  const found = marks(text)
  if (found.length === 0) return text
  const parts: ReactNode[] = []
  let from = 0
  for (const [begin, end] of found) {
    parts.push(text.slice(from, begin))
    parts.push(
      <mark key={begin} className="rounded-control bg-degraded-soft text-degraded">
        {text.slice(begin, end)}
      </mark>,
    )
    from = end
  }
  parts.push(text.slice(from))
  return parts
}
