'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { OutcomeMark } from '#components/audit/trail/outcome-mark.tsx'
import { useMomentText } from '#components/audit/use-moment-text.ts'
import { changePath } from '#components/mesh/change-path.ts'
import { useView } from '#components/shell/view.tsx'
import { IconButton } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import type { AuditRow } from '#contract/audit.ts'

/** All that the trail says of one row. */
export function RowFacts({ row, onClose }: { readonly row: AuditRow; readonly onClose: () => void }) {
  const t = useTranslations('audit')
  const tellMoment = useMomentText()
  const { viewQuery } = useView()
  const facts = [
    ['at', tellMoment(row.at)],
    ['who', row.who || t('nobody')],
    ['groups', row.groups.join(', ')],
    ['method', row.method],
    ['peer', row.peer],
    ['call', row.call],
    ['action', row.action],
    ['kind', row.kind],
    ['namespace', row.namespace || row.namespaces?.join(', ')],
    ['name', row.name],
    ['reason', row.reason],
    ['failure', row.failure?.text],
    ['times', row.times > 1 ? String(row.times) : undefined],
    ['settles', row.settles?.toString()],
    ['sealedUpTo', row.sealedUpTo?.toString()],
    ['requestId', row.requestId],
    ['hash', row.hash],
  ] as const
  return (
    <aside
      aria-label={t('facts.label', { row: row.seq })}
      className="overflow-auto rounded-panel border border-line bg-surface lg:w-96 lg:shrink-0"
    >
      <header className="flex items-center gap-2 border-b border-line px-4 py-1.5">
        <h3 className="grow font-semibold">{t('facts.label', { row: row.seq })}</h3>
        <OutcomeMark outcome={row.outcome} />
        <IconButton aria-label={t('facts.close')} icon={<CloseIcon size={16} />} onClick={onClose} />
      </header>
      <dl className="space-y-2 px-4 py-3">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt className="text-small text-muted">{t(`facts.${name}`)}</dt>
              <dd className="wrap-anywhere">{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {row.change ? (
        <p className="border-t border-line px-4 py-2">
          <Link
            href={changePath(row.change, viewQuery)}
            prefetch={false}
            className="text-accent hover:underline"
          >
            {t('facts.change')}
          </Link>
        </p>
      ) : null}
    </aside>
  )
}
