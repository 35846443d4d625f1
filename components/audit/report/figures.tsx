'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import type { auditReport } from '#contract/audit-report.ts'
import type { CallOutput } from '#contract/define-call.ts'

type Report = CallOutput<typeof auditReport>

/** The figures first; each leads to the page that proves it. */
export function Figures({
  report,
  periodSeconds,
}: {
  readonly report: Report
  readonly periodSeconds: number
}) {
  const t = useTranslations('audit.report')
  const { viewQuery } = useView()
  const { encryption, open, changes, signIns, refusals, exceptions } = report
  const count = ({ items, more }: { readonly items: readonly unknown[]; readonly more: boolean }) =>
    more ? t('orMore', { count: items.length }) : String(items.length)
  // A report is of all namespaces and of its own period, whatever else is looked at.
  const query = (more: Readonly<Record<string, string>> = {}) => {
    const parameters = new URLSearchParams(viewQuery)
    for (const [key, value] of Object.entries({ ns: '*', ...more })) parameters.set(key, value)
    return `?${parameters.toString().replaceAll('%2A', '*')}`
  }
  const back = String(periodSeconds)
  const signedIn = { items: signIns.items.filter(({ act }) => act === 'sign-in'), more: signIns.more }
  const figures = [
    {
      id: 'encrypted',
      value: t('of', { part: encryption.workloads.strict, whole: encryption.workloads.total }),
      href: paths.mtls(query()),
    },
    { id: 'open', value: t('of', { part: open.total, whole: open.of }), href: paths.access(query()) },
    { id: 'changes', value: changes ? count(changes) : t('notKept'), href: `/history${query({ back })}` },
    { id: 'signIns', value: count(signedIn), href: `/audit${query({ back, act: 'sign-in' })}` },
    { id: 'refusals', value: count(refusals), href: `/audit${query({ back, act: 'refusal' })}` },
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
