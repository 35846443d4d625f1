'use client'
import { useTranslations } from 'next-intl'
import { formatNumber } from '#components/mesh/format.ts'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { Card } from '#components/ui/card.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import type { requestAuthentication, TokenRule } from '#contract/request-authentication.ts'

type Answer = CallOutput<typeof requestAuthentication>

/** The rules of RequestAuthentication, before whom they stand, and whether istiod gets their keys. */
export function RuleCard({
  rules,
  fetches,
}: {
  readonly rules: Answer['rules']
  readonly fetches: Answer['fetches']
}) {
  const t = useTranslations('security.tokens')
  return (
    <Card
      title={t('rules')}
      aside={
        <span className={fetches && fetches.failed >= 0.5 ? 'text-failing' : 'text-muted'}>
          {fetches
            ? t('fetches', {
                succeeded: formatNumber(Math.round(fetches.succeeded)),
                failed: formatNumber(Math.round(fetches.failed)),
              })
            : t('fetchesUnknown')}
        </span>
      }
    >
      {rules.length === 0 ? <p className="px-4 py-3 text-muted">{t('noRules')}</p> : null}
      <ul className="divide-y divide-line">
        {rules.map((rule) => (
          <RuleItem key={`${rule.policy.namespace}/${rule.policy.name} ${rule.index}`} rule={rule} />
        ))}
      </ul>
    </Card>
  )
}

function RuleItem({ rule }: { readonly rule: TokenRule }) {
  const t = useTranslations('security.tokens')
  const { policy, index, issuer, audiences, from, workloads, workloadsTotal, reasons } = rule
  const more = workloadsTotal > workloads.length ? ', …' : ''
  return (
    <li className="space-y-1.5 px-4 py-3">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="font-medium break-all">{issuer === '' ? t('anyIssuer') : issuer}</h3>
        <span className="text-muted">
          {policy.namespace}/{policy.name} #{index + 1}
        </span>
      </div>
      <p className="break-words">
        {audiences.length > 0 ? t('audiences', { names: audiences.join(', ') }) : t('anyAudience')}{' '}
        {t('lookedFor', { places: from.join(', ') })}
      </p>
      <p className={workloadsTotal === 0 ? 'text-degraded' : 'break-words'}>
        {workloadsTotal === 0 ? t('beforeNobody') : t('before', { names: workloads.join(', ') + more })}
      </p>
      <ReasonList reasons={reasons} />
    </li>
  )
}
