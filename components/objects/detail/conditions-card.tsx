'use client'
import { useTranslations } from 'next-intl'
import { Card } from '#components/ui/card.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { ConfigCondition } from '#contract/config.ts'

/** What controllers wrote into the status. */
export function ConditionsCard({ conditions }: { readonly conditions: readonly ConfigCondition[] }) {
  const t = useTranslations('detail.config')
  return (
    <Card title={t('conditions')}>
      <div className="overflow-x-auto">
        <Table label={t('conditions')}>
          <thead>
            <tr>
              <Th>{t('of')}</Th>
              <Th>{t('condition')}</Th>
              <Th>{t('state')}</Th>
              <Th>{t('reason')}</Th>
              <Th>{t('message')}</Th>
            </tr>
          </thead>
          <tbody>
            {conditions.map(({ of, type, status, reason, message }) => (
              <tr key={`${of} ${type}`}>
                <Td>{of ?? t('whole')}</Td>
                <Td>{type}</Td>
                <Td>{status}</Td>
                <Td>{reason}</Td>
                <Td>
                  <span className="whitespace-pre-wrap wrap-anywhere">{message}</span>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </Card>
  )
}
