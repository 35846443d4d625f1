'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import type { auditReport } from '#contract/audit-report.ts'
import type { CallOutput } from '#contract/define-call.ts'

type Report = CallOutput<typeof auditReport>

/** The figures first; each leads to the page that proves it. */
export function Figures({ report }: { readonly report: Report }) {
  const t = useTranslations('audit.report')
  const { viewQuery } = useView()
  const { encryption, open, changes, signIns, refusals, exceptions } = report
  const count = ({ items, more }: { readonly items: readonly unknown[]; readonly more: boolean }) =>
    more ? t('orMore', { count: items.length }) : String(items.length)
  const withPart = (path: string, part: string) => `${path}${viewQuery}${viewQuery ? '&' : '?'}${part}`
  const figures = [
    {
      id: 'encrypted',
      value: t('of', { part: encryption.workloads.strict, whole: encryption.workloads.total }),
      href: paths.mtls(viewQuery),
    },
    { id: 'open', value: t('of', { part: open.total, whole: open.of }), href: paths.access(viewQuery) },
    { id: 'changes', value: changes ? count(changes) : t('notKept'), href: `/history${viewQuery}` },
    { id: 'signIns', value: count(signIns), href: withPart('/audit', 'act=sign-in') },
    { id: 'refusals', value: count(refusals), href: withPart('/audit', 'act=refusal') },
    { id: 'exceptions', value: String(exceptions.length), href: '#exceptions' },
  ] as const
  return (
    <dl className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6 print:grid-cols-3">
      {figures.map(({ id, value, href }) => (
        <div key={id} className="rounded-panel border border-line bg-surface px-4 py-3">
          <dt className="text-small text-muted">{t(`figure.${id}`)}</dt>
          <dd className="tabular text-title font-semibold">
            <Link href={href} prefetch={false} className="text-accent hover:underline">
              {value}
            </Link>
          </dd>
        </div>
      ))}
    </dl>
  )
}
