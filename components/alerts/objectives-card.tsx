'use client'
import { useTranslations } from 'next-intl'
import { AboutLink } from '#components/alerts/about-link.tsx'
import type { AlertsOf } from '#components/alerts/alerts-card.tsx'
import { chooseInput } from '#components/alerts/choose-input.ts'
import { formatNumber, formatPercent, formatWindow } from '#components/mesh/format.ts'
import { HealthCounts, HealthMark } from '#components/mesh/health-mark.tsx'
import { Why } from '#components/mesh/reason-list.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { cx } from '#components/ui/cx.ts'
import { type ObjectiveItem, objectives } from '#contract/objectives.ts'
import words from '#messages/areas/alerts.json'

/**
 * How far service level objectives are kept: of one object, or of the namespaces that the frame holds. Without any there
 * is no card, and that Prometheus is away is told by the alerts beside it.
 */
export function ObjectivesCard({ of }: { readonly of?: AlertsOf | undefined }) {
  return (
    <AreaWords words={words}>
      <Objectives of={of} />
    </AreaWords>
  )
}

function Objectives({ of }: { readonly of: AlertsOf | undefined }) {
  const t = useTranslations('alerts.objectives')
  const { view, ready } = useView()
  const { data, problem, askAgain } = useLiveCall(objectives, chooseInput(of, view.namespaces), {
    enabled: ready,
  })
  const isOwnProblem = problem !== undefined && problem.kind !== 'unavailable'
  if (!isOwnProblem && (data === undefined || data.items.length === 0)) return null
  const unlisted = data ? data.total - data.items.length : 0
  return (
    <Card title={t('title')} aside={data ? <HealthCounts counts={countHealth(data.items)} /> : null}>
      {isOwnProblem ? (
        <ProblemView problem={problem} stale={data !== undefined} part onRetry={askAgain} />
      ) : null}
      <NoticeList notices={data?.notices} />
      <ul className="divide-y divide-line">
        {data?.items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ul>
      {unlisted > 0 ? (
        <p className="border-t border-line px-4 py-2 text-muted">{t('unlisted', { count: unlisted })}</p>
      ) : null}
    </Card>
  )
}

function countHealth(items: readonly ObjectiveItem[]) {
  return Object.fromEntries(
    Object.entries(Object.groupBy(items, ({ health }) => health.status)).map(([status, some]) => [
      status,
      some.length,
    ]),
  )
}

function Row({ item }: { readonly item: ObjectiveItem }) {
  const t = useTranslations('alerts.objectives')
  const state = useTranslations('mesh.health')
  const { name, tool, service, about, objectivePercent, windowSeconds, health, alerts } = item
  const percent = String(objectivePercent)
  return (
    <li className="grid items-start gap-x-4 gap-y-1 px-4 py-2 lg:grid-cols-[7rem_minmax(0,1fr)_14rem]">
      <Why of={name} verdict={state(health.status)} reasons={health.reasons}>
        <HealthMark status={health.status} />
      </Why>
      <div className="min-w-0 space-y-0.5">
        <p className="wrap-anywhere">
          <span className="font-medium">{name}</span>
          {service ? <span className="text-muted"> · {service}</span> : null}
          <span className="text-small text-muted"> · {t('tool', { tool })}</span>
        </p>
        <AboutLink about={about} />
        {alerts.length > 0 ? (
          <p className="flex flex-wrap gap-1">
            {alerts.map((alert) => (
              <Badge key={JSON.stringify(alert)} tone={alert.state === 'firing' ? 'failing' : 'degraded'}>
                {t('alert', { name: alert.name, state: alert.state })}
              </Badge>
            ))}
          </p>
        ) : null}
        <BurnRates item={item} />
      </div>
      <div className="min-w-0 space-y-1">
        <p className="tabular text-small text-muted">
          {windowSeconds === undefined
            ? t('goalAlone', { percent })
            : t('goalOver', { percent, window: formatWindow(windowSeconds) })}
        </p>
        <Budget item={item} />
      </div>
    </li>
  )
}

/** What is left of the failures that the objective allows, as a bar and in words. */
function Budget({ item: { remainingPercent } }: { readonly item: ObjectiveItem }) {
  const t = useTranslations('alerts.objectives')
  if (remainingPercent === undefined) return <p className="text-muted">{t('unmeasured')}</p>
  const isSpent = remainingPercent <= 0
  return (
    <>
      <div aria-hidden className="h-1.5 overflow-hidden rounded-control bg-sunken">
        <div
          className={cx(
            'h-full',
            isSpent ? 'bg-failing' : remainingPercent < 25 ? 'bg-degraded' : 'bg-healthy',
          )}
          style={{ width: `${isSpent ? 100 : Math.min(100, remainingPercent)}%` }}
        />
      </div>
      <p className={cx('tabular', isSpent ? 'text-failing' : '')}>
        {isSpent
          ? t('spent', { percent: formatPercent(-remainingPercent) })
          : t('leftOf', { percent: formatPercent(Math.min(100, remainingPercent)) })}
      </p>
    </>
  )
}

function BurnRates({ item: { burnRates } }: { readonly item: ObjectiveItem }) {
  const t = useTranslations('alerts.objectives')
  if (burnRates.length === 0) return null
  return (
    <p className="tabular flex flex-wrap gap-x-3 text-small text-muted" title={t('burnHint')}>
      <span>{t('burn')}</span>
      {burnRates.map(({ windowSeconds, rate }) => (
        <span key={windowSeconds} className={cx('whitespace-nowrap', rate > 1 ? 'text-failing' : '')}>
          {t('burnOver', { rate: formatNumber(rate), window: formatWindow(windowSeconds) })}
        </span>
      ))}
    </p>
  )
}
