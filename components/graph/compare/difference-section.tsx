'use client'
import { useTranslations } from 'next-intl'
import { ChangeMark } from '#components/graph/compare/change-mark.tsx'
import { writeErrors, writeLatency, writeTraffic } from '#components/graph/compare/format-difference.ts'
import { Section } from '#components/graph/panels/parts.tsx'
import type { Difference, SideNumbers } from '#contract/graph-comparison.ts'

const rows = [
  ['traffic', writeTraffic],
  ['errors', writeErrors],
  ['latency', writeLatency],
] as const

/** The chosen node or edge on both sides, number by number. */
export function DifferenceSection({ difference }: { readonly difference: Difference }) {
  const t = useTranslations('graph.compare')
  const { before, after, changes, enough, namespaceBefore } = difference
  const write = (numbers: SideNumbers | undefined, [, format]: (typeof rows)[number]) =>
    format(numbers) ?? <span className="text-muted">{t('notThere')}</span>
  return (
    <Section title={t('title')}>
      <p className="flex flex-wrap gap-x-3">
        {changes.length === 0 ? <ChangeMark change="same" /> : null}
        {changes.map((change) => (
          <ChangeMark key={change} change={change} />
        ))}
      </p>
      {enough ? null : <p className="text-muted">{t('tooLittle')}</p>}
      {namespaceBefore === undefined ? null : (
        <p className="text-muted">{t('partner', { name: namespaceBefore })}</p>
      )}
      <table className="tabular w-full">
        <thead className="text-left text-small text-muted">
          <tr>
            <th scope="col" className="font-normal">
              {t('measure')}
            </th>
            <th scope="col" className="text-right font-normal">
              {t('sideBefore')}
            </th>
            <th scope="col" className="text-right font-normal">
              {t('sideAfter')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]}>
              <th scope="row" className="text-left font-normal">
                {t(`measureOf.${row[0]}`)}
              </th>
              <td className="text-right">{write(before, row)}</td>
              <td className="text-right">{write(after, row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}
