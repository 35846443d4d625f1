import { useTranslations } from 'next-intl'
import { formatNumber } from '#components/mesh/format.ts'
import { Card } from '#components/ui/card.tsx'
import { Table, Th } from '#components/ui/table.tsx'
import type { Diagnostics } from '#contract/diagnostics.ts'

type Reach = Diagnostics['rights'][number]['list']

/** What the viewer may do to each kind, and how many of it there are to see. */
export function RightsCard({
  rights,
  snapshot,
}: {
  readonly rights: Diagnostics['rights']
  readonly snapshot: Diagnostics['snapshot']
}) {
  const t = useTranslations('diagnostics.rights')
  const word = ({ everywhere, namespaces }: Reach) =>
    everywhere ? t('everywhere') : namespaces > 0 ? t('within', { count: namespaces }) : t('nowhere')
  return (
    <Card title={t('title')}>
      {rights.length === 0 ? (
        <p className="px-4 py-3 text-muted">{t('none')}</p>
      ) : (
        <Table label={t('title')}>
          <thead>
            <tr>
              <Th>{t('kind')}</Th>
              <Th>{t('list')}</Th>
              <Th>{t('change')}</Th>
              <Th align="right">{t('objects')}</Th>
            </tr>
          </thead>
          <tbody>
            {rights.map(({ kind, list, change }) => (
              <tr key={kind} className="border-b border-line last:border-0">
                <td className="px-3 py-1 pl-4">{kind}</td>
                <td className="px-3 py-1">{word(list)}</td>
                <td className="px-3 py-1">{word(change)}</td>
                <td className="px-3 py-1 pr-4 text-right">
                  {snapshot?.objects[kind] === undefined ? '–' : formatNumber(snapshot.objects[kind])}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  )
}
