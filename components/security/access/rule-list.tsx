'use client'
import { useTranslations } from 'next-intl'
import { Badge, type Tone } from '#components/ui/badge.tsx'
import type { AccessHop, AccessRule } from '#contract/authorization.ts'

const tones = {
  matches: 'accent',
  fails: 'neutral',
  open: 'degraded',
  'left-out': 'idle',
} as const satisfies Record<AccessRule['outcome'], Tone>

/** Every rule that a proxy asks: those that match with the fields that do, the others with the field that fails. */
export function RuleList({ hop }: { readonly hop: AccessHop }) {
  const t = useTranslations('security.rule')
  const { rules, rulesTotal } = hop
  return (
    <details open={rules.length <= 12}>
      <summary className="cursor-pointer py-1 font-medium">{t('count', { count: rulesTotal })}</summary>
      <ul className="mt-1 divide-y divide-line rounded-panel border border-line">
        {rules.map((rule) => (
          <RuleItem key={`${rule.namespace}/${rule.policy} ${rule.rule} ${rule.effect}`} rule={rule} />
        ))}
      </ul>
      {rulesTotal > rules.length ? (
        <p className="pt-1 text-muted">{t('cut', { shown: rules.length, count: rulesTotal })}</p>
      ) : null}
    </details>
  )
}

function RuleItem({ rule }: { readonly rule: AccessRule }) {
  const t = useTranslations('security.rule')
  const { namespace, policy, action, effect, outcome, fields, remarks } = rule
  return (
    <li className="space-y-1 px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium wrap-anywhere">
          {t('name', { policy: `${namespace}/${policy}`, number: rule.rule + 1 })}
        </span>
        <Badge>{action}</Badge>
        {effect === 'enforced' ? null : <Badge tone="degraded">{t(`effect.${effect}`)}</Badge>}
        <Badge tone={tones[outcome]}>{t(`outcome.${outcome}`)}</Badge>
      </div>
      {fields.length === 0 && outcome === 'matches' ? <p className="text-muted">{t('everything')}</p> : null}
      <ul className="list-disc space-y-0.5 pl-4 text-muted marker:text-muted">
        {fields.map(({ field, says }) => (
          <li key={`${field} ${says.text}`} className="wrap-anywhere">
            {says.text}
          </li>
        ))}
        {remarks.map(({ text }) => (
          <li key={text} className="text-fg">
            {text}
          </li>
        ))}
      </ul>
    </li>
  )
}
