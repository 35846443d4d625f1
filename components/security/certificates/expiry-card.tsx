'use client'
import { useTranslations } from 'next-intl'
import { formatLeft } from '#components/security/certificates/life-mark.tsx'
import { useNowMs } from '#components/shell/use-now.ts'
import { Card } from '#components/ui/card.tsx'
import { cx } from '#components/ui/cx.ts'
import type { certificates } from '#contract/certificates.ts'
import type { CallOutput } from '#contract/define-call.ts'

type Expiries = CallOutput<typeof certificates>['expiries']

const windows = ['past', 'hour', 'day', 'week', 'month', 'year', 'later'] as const
const rules = {
  past: 'border-t-failing',
  hour: 'border-t-degraded',
  day: 'border-t-line-strong',
  week: 'border-t-line-strong',
  month: 'border-t-line-strong',
  year: 'border-t-line-strong',
  later: 'border-t-line-strong',
} as const

/** What ends when, from left to right; each window is as wide as the next, for hours and years share no ruler. */
export function ExpiryCard({ expiries }: { readonly expiries: Expiries }) {
  const t = useTranslations('security.certificates')
  const nowMs = useNowMs()
  return (
    <Card title={t('timeline')}>
      <ol className="grid gap-x-3 gap-y-4 p-4 md:grid-cols-7">
        {windows.map((within) => {
          const own = expiries.filter((expiry) => expiry.within === within)
          return (
            <li
              key={within}
              className={cx(
                'min-w-0 space-y-2 border-t-2 pt-2',
                rules[within],
                own.length === 0 && 'max-md:hidden',
              )}
            >
              <h3 className="text-small font-medium text-muted">{t(`within.${within}`)}</h3>
              {own.length === 0 ? <p className="text-muted">{t('nothingEnds')}</p> : null}
              {own.map(({ role, count, names, first }) => (
                <div key={role} className="min-w-0">
                  <p className="font-medium">{t(`counted.${role}`, { count })}</p>
                  <ul className="text-small text-muted">
                    {names.map((name) => (
                      <li key={name} className="truncate" title={name}>
                        {name}
                      </li>
                    ))}
                    {count > names.length ? <li>{t('andMore', { count: count - names.length })}</li> : null}
                  </ul>
                  <p className="text-small">
                    {nowMs === 0
                      ? null
                      : t(count > 1 ? 'firstOf' : 'onlyOf', {
                          when: formatLeft((Date.parse(first) - nowMs) / 1_000, t),
                        })}
                  </p>
                </div>
              ))}
            </li>
          )
        })}
      </ol>
    </Card>
  )
}
