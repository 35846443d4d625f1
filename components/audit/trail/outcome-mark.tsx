import { useTranslations } from 'next-intl'
import { Badge } from '#components/ui/badge.tsx'
import { FailingIcon, HealthyIcon, LockedIcon, TimeIcon } from '#components/ui/icons.tsx'
import type { AuditRow } from '#contract/audit.ts'

const looks = {
  begun: { tone: 'unknown', icon: TimeIcon },
  done: { tone: 'healthy', icon: HealthyIcon },
  failed: { tone: 'failing', icon: FailingIcon },
  refused: { tone: 'degraded', icon: LockedIcon },
} as const

export function OutcomeMark({ outcome }: { readonly outcome: AuditRow['outcome'] }) {
  const t = useTranslations('audit.outcome')
  const { tone, icon: Icon } = looks[outcome]
  return (
    <Badge tone={tone} icon={<Icon size={14} className="shrink-0" />}>
      {t(outcome)}
    </Badge>
  )
}
