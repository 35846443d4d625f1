'use client'
import { useTranslations } from 'next-intl'
import { useVerification } from '#components/audit/trail/use-verification.ts'
import { Button } from '#components/ui/button.tsx'
import { FailingIcon, HealthyIcon, TimeIcon } from '#components/ui/icons.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'

/** How far the chain was found to hold, or the row where it does not. */
export function VerifiedLine({ enabled }: { readonly enabled: boolean }) {
  const t = useTranslations('audit.verified')
  const { verification, problem, isRunning, again } = useVerification(enabled)
  if (problem)
    return (
      <NoticeBar severity="warning" action={<Button onClick={again}>{t('again')}</Button>}>
        {t('unknown', { reason: problem.body?.title ?? '' })}
      </NoticeBar>
    )
  const { fault, to = 0, from = 0, done = false } = verification ?? {}
  const Icon = fault ? FailingIcon : done ? HealthyIcon : TimeIcon
  return (
    <div
      role="status"
      aria-label={t('label')}
      className={`flex flex-wrap items-center gap-2 ${fault ? 'text-failing' : 'text-muted'}`}
    >
      <Icon size={14} className={fault ? '' : done ? 'text-healthy' : ''} />
      <span className="tabular">
        {fault ? fault.text : t(done ? 'upTo' : 'soFar', { row: to })}{' '}
        {from > 0 ? t('sealed', { row: from }) : ''}
      </span>
      <Button size="inline" disabledReason={isRunning ? t('running') : undefined} onClick={again}>
        <span className="text-accent">{t('again')}</span>
      </Button>
    </div>
  )
}
