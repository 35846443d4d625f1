'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { type Tone, toneText } from '#components/ui/badge.tsx'
import { cx } from '#components/ui/cx.ts'
import { Popover } from '#components/ui/popover.tsx'
import type { Finding } from '#contract/words.ts'

/** The reasons of a verdict as sentences: the rule, and the objects and numbers it compared. */
export function ReasonList({ reasons }: { readonly reasons: readonly Finding[] }) {
  const t = useTranslations('mesh.why')
  if (reasons.length === 0) return <p className="text-muted">{t('none')}</p>
  return (
    <ul className="list-disc space-y-1 pl-4 marker:text-muted">
      {reasons.map((reason) => (
        <li key={`${reason.code} ${reason.text}`} className="break-words">
          {reason.text}
        </li>
      ))}
    </ul>
  )
}

/**
 * A verdict that opens its reasons. `of` names what was judged, for the accessible name: "mTLS of shop: STRICT. Why?".
 * `more` stands under the reasons: links to what can be changed.
 */
export function Why({
  of,
  verdict,
  reasons,
  icon,
  tone,
  children,
  more,
}: {
  readonly of: string
  readonly verdict: string
  readonly reasons: readonly Finding[]
  readonly icon?: ReactNode
  readonly tone?: Tone
  /** What is shown in the verdict's stead. */
  readonly children?: ReactNode
  readonly more?: ReactNode
}) {
  const t = useTranslations('mesh.why')
  return (
    <Popover
      // The elements of a row may come to show another item, which must not inherit what was opened.
      key={of}
      label={t('label', { of, verdict })}
      size="inline"
      icon={icon}
      className={cx(
        'gap-1 underline decoration-line-strong decoration-dotted underline-offset-4 hover:decoration-solid',
        tone && toneText[tone],
      )}
      content={() => (
        <div className="max-w-96 space-y-2">
          <h3 className="font-semibold">{t('title', { of, verdict })}</h3>
          <ReasonList reasons={reasons} />
          {more}
        </div>
      )}
    >
      {children ?? verdict}
    </Popover>
  )
}
