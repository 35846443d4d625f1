'use client'
import { useTranslations } from 'next-intl'
import { formatBytesRate, formatRate } from '#components/mesh/format.ts'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { FailingIcon, HealthyIcon, IdleIcon, MixedIcon, RefreshIcon } from '#components/ui/icons.tsx'
import type { WhatIfEdge, WhatIfVerdict } from '#contract/what-if.ts'

const looks = {
  refused: { tone: 'failing', icon: FailingIcon },
  depends: { tone: 'degraded', icon: MixedIcon },
  opened: { tone: 'healthy', icon: HealthyIcon },
  moved: { tone: 'accent', icon: RefreshIcon },
  follows: { tone: 'idle', icon: IdleIcon },
} as const

/** One client's calls for one service to one workload: what becomes of them, and what decides before and after. */
export function EdgeItem({ edge }: { readonly edge: WhatIfEdge }) {
  const t = useTranslations('security.whatIf')
  const { effect, source, principal, service, destination, port, protocol, sampled } = edge
  const { tone, icon: Icon } = looks[effect]
  const format = protocol === 'tcp' ? formatBytesRate : formatRate
  const place = (end: { readonly namespace: string; readonly workload: string } | undefined, none: string) =>
    end ? `${end.namespace}/${end.workload}` : none
  return (
    <li>
      <details>
        <summary data-list-item="" className="cursor-pointer px-4 py-2 hover:bg-hover">
          <span className="ml-1 inline-flex max-w-[calc(100%-2rem)] flex-wrap items-center gap-x-3 gap-y-1 align-middle">
            <Badge tone={tone} icon={<Icon size={12} />}>
              {t(`effect.${effect}`)}
            </Badge>
            <span className="min-w-0 wrap-anywhere">
              {place(source, t('nobody'))} → {place(destination, `${service.namespace}/${service.name}`)}
            </span>
            <span className="tabular text-muted">
              {format(edge.before)}
              {Math.abs(edge.after - edge.before) > 0.005 ? ` → ${format(edge.after)}` : ''}
            </span>
          </span>
        </summary>
        <div className="space-y-3 px-4 pt-1 pb-4">
          <p className="text-muted wrap-anywhere">
            {t('asked', { service: `${service.namespace}/${service.name}`, port, protocol })}{' '}
            {principal === undefined ? t('noPrincipal') : t('principal', { principal })}
          </p>
          <p>
            {t('refusedRates', {
              before: format(edge.refusedBefore),
              after: edge.refusedAfter === undefined ? t('notKnown') : format(edge.refusedAfter),
            })}
          </p>
          {sampled ? (
            <p>
              {t('sampled', {
                from: sampled.from,
                before: sampled.refusedBefore,
                after: sampled.refusedAfter,
                count: sampled.requests,
              })}{' '}
              {sampled.undecided > 0 ? t('undecided', { count: sampled.undecided }) : ''}
            </p>
          ) : null}
          {edge.decidedBefore ? <Verdict title={t('before')} verdict={edge.decidedBefore} /> : null}
          {edge.decidedAfter ? <Verdict title={t('after')} verdict={edge.decidedAfter} /> : null}
          {effect === 'follows' ? <p className="text-muted">{t('followsWhy')}</p> : null}
        </div>
      </details>
    </li>
  )
}

function Verdict({ title, verdict }: { readonly title: string; readonly verdict: WhatIfVerdict }) {
  const t = useTranslations('security')
  const { decision, hop, reasons, decidedBy } = verdict
  const open = [...new Set(decidedBy.flatMap(({ fields }) => fields))]
  return (
    <div className="space-y-1 rounded-panel border border-line px-3 py-2">
      <p>
        <span className="text-muted">{title} </span>
        <span className="font-semibold">{t(`decision.${decision}`)}</span>
        {hop?.at ? (
          <span className="text-muted wrap-anywhere">
            {' '}
            {t(`hop.kind.${hop.kind}`)} {hop.at.namespace} / {hop.at.name}
          </span>
        ) : null}
      </p>
      <ReasonList reasons={reasons} />
      {open.length > 0 ? (
        <p className="text-muted wrap-anywhere">{t('whatIf.dependsOn', { fields: open.join(', ') })}</p>
      ) : null}
    </div>
  )
}
