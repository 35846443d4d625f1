import { useTranslations } from 'next-intl'
import { Card } from '#components/ui/card.tsx'
import { Table, Th } from '#components/ui/table.tsx'
import type { Diagnostics } from '#contract/diagnostics.ts'

type Setting = Diagnostics['settings'][number]

/** What somebody set; what nobody did stands folded below. */
export function SettingsCard({ settings }: { readonly settings: readonly Setting[] }) {
  const t = useTranslations('diagnostics.settings')
  const given = settings.filter((setting) => setting.given)
  const others = settings.filter((setting) => !setting.given)
  return (
    <Card title={t('title')}>
      {given.length === 0 ? <p className="px-4 py-3 text-muted">{t('none')}</p> : null}
      {given.length > 0 ? <SettingTable label={t('title')} settings={given} /> : null}
      <details className="border-t border-line">
        <summary className="cursor-pointer px-4 py-2 text-muted">
          {t('others', { count: others.length })}
        </summary>
        <SettingTable label={t('others', { count: others.length })} settings={others} />
      </details>
    </Card>
  )
}

function SettingTable({
  label,
  settings,
}: {
  readonly label: string
  readonly settings: readonly Setting[]
}) {
  const t = useTranslations('diagnostics.settings')
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>{t('name')}</Th>
          <Th>{t('value')}</Th>
        </tr>
      </thead>
      <tbody>
        {settings.map(({ name, value, hidden }) => (
          <tr key={name} className="border-b border-line last:border-0">
            <td className="px-3 py-1 pl-4 align-top font-mono text-small">{name}</td>
            <td className="px-3 py-1 pr-4 font-mono text-small break-all">
              {hidden ? <span className="font-sans text-muted">{t('hidden')}</span> : value || '–'}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
