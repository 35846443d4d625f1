'use client'
import { useTranslations } from 'next-intl'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { paths } from '#components/mesh/paths.ts'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { DecisionMark, outcomeLooks } from '#components/security/access/decision-mark.tsx'
import { RuleList } from '#components/security/access/rule-list.tsx'
import { useView } from '#components/shell/view.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import type { AccessAnswer, AccessHop } from '#contract/authorization.ts'

/** What becomes of a request to one workload: the decision, and each proxy on the way with its reasons. */
export function AnswerView({ answer }: { readonly answer: AccessAnswer }) {
  const t = useTranslations('security.answer')
  const { viewQuery } = useView()
  const { workload, decision, port, protocol, service, open, doubts, hops } = answer
  const name = `${workload.namespace}/${workload.name}`
  return (
    <Card
      title={t('title', { name })}
      aside={<ObjectLink {...workload} href={paths.workload(workload, viewQuery)} />}
    >
      <div className="space-y-3 p-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <DecisionMark decision={decision} />
          <p className="text-muted">
            {port === undefined ? t('anyPort', { protocol }) : t('port', { port, protocol })}
            {service
              ? ` ${t('service', { service: `${service.namespace}/${service.name}`, port: service.port })}`
              : ''}
          </p>
        </div>
        {decision === 'DEPENDS' ? (
          <p className="text-muted">
            {t('open', { open: open.map((aspect) => t(`aspect.${aspect}`)).join(', ') })}
          </p>
        ) : null}
        {doubts.map(({ text }) => (
          <div key={text} className="overflow-hidden rounded-panel border border-line">
            <NoticeBar severity="warning">{text}</NoticeBar>
          </div>
        ))}
        <ol aria-label={t('way')} className="space-y-2">
          {hops.map((hop) => (
            <HopItem key={`${hops.indexOf(hop)} ${hop.kind}`} hop={hop} />
          ))}
        </ol>
      </div>
    </Card>
  )
}

function HopItem({ hop }: { readonly hop: AccessHop }) {
  const t = useTranslations('security.hop')
  const { tone, icon: Icon } = outcomeLooks[hop.outcome]
  const asksPolicies = hop.kind !== 'client'
  return (
    <li className="rounded-panel border border-line">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-sunken px-3 py-2">
        <h3 className="font-semibold">{t(`kind.${hop.kind}`)}</h3>
        {hop.at ? (
          <span className="min-w-0 text-muted wrap-anywhere">
            {hop.at.namespace} / {hop.at.name}
          </span>
        ) : null}
        <span className="ml-auto">
          <Badge tone={tone} icon={<Icon size={12} />}>
            {t(`outcome.${hop.outcome}`)}
          </Badge>
        </span>
      </div>
      <div className="space-y-2 px-3 py-2">
        {asksPolicies ? (
          <p>
            <span className="text-muted">{t('peer')} </span>
            {hop.peer === undefined ? t('noPeer') : <span className="font-mono break-all">{hop.peer}</span>}
          </p>
        ) : null}
        <ReasonList reasons={hop.reasons} />
        {hop.policies.flatMap(({ namespace, name, faults }) =>
          faults.map(({ text }) => (
            <p key={`${namespace}/${name} ${text}`} className="text-degraded">
              {namespace}/{name}: {text}
            </p>
          )),
        )}
        {hop.rules.length > 0 ? <RuleList hop={hop} /> : null}
      </div>
    </li>
  )
}
