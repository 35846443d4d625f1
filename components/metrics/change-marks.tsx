'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { changePath } from '#components/mesh/change-path.ts'
import type { useTimes } from '#components/metrics/chart-parts.tsx'
import type { MetricsOf, MetricsState } from '#components/metrics/url.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useView } from '#components/shell/view.tsx'
import { type Change, history } from '#contract/history.ts'
import type { Metrics } from '#contract/metrics.ts'

const mostChanges = 50

/** What was changed in the namespace of an object in the time that its charts show; nothing where the history does not answer. */
export function useChanges(
  { namespace }: Pick<MetricsOf, 'namespace'>,
  { between }: Pick<MetricsState, 'between'>,
  answer: Metrics | undefined,
): readonly Change[] {
  const { data } = useLiveCall(
    history,
    {
      namespaces: [namespace],
      limit: mostChanges,
      ...(between
        ? { since: new Date(between.fromMs).toISOString(), until: new Date(between.toMs).toISOString() }
        : {}),
    },
    { enabled: answer !== undefined },
  )
  if (!answer || !data) return []
  const [fromMs, toMs] = [Date.parse(answer.from), Date.parse(answer.asOf)]
  return data.items.filter(({ at, outcome }) => {
    const atMs = Date.parse(at)
    return outcome === 'applied' && atMs >= fromMs && atMs <= toMs
  })
}

/** The marks of the charts in words, each leading to what was changed. */
export function ChangeList({
  changes,
  times,
}: {
  readonly changes: readonly Change[]
  readonly times: ReturnType<typeof useTimes>
}) {
  const t = useTranslations('metrics.changes')
  const { viewQuery } = useView()
  if (changes.length === 0) return null
  return (
    <section aria-label={t('title')} className="rounded-panel border border-line bg-surface px-4 py-2">
      <h3 className="font-semibold">{t('title')}</h3>
      <ul className="max-h-48 overflow-y-auto">
        {changes.map(({ id, at, who, action, kind, name, reason }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-2">
            <span aria-hidden>▾</span>
            <time dateTime={at} className="tabular text-muted">
              {times.formatWhole(Date.parse(at))}
            </time>
            <Link
              href={changePath(id, viewQuery)}
              prefetch={false}
              className="inline-flex min-h-6 items-center text-accent hover:underline wrap-anywhere"
            >
              {t(`did.${action}`, { object: `${kind} ${name}` })}
            </Link>
            <span className="text-muted wrap-anywhere">{[who, reason].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
