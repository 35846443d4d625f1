'use client'
import { useTranslations } from 'next-intl'
import { Badge } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { DegradedIcon, HealthyIcon } from '#components/ui/icons.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import type { serviceDetail } from '#contract/details.ts'

/** Rows drawn at once; a service of thousands of endpoints is counted. */
const mostRows = 200

/** The addresses behind a service, each with whether it takes traffic. */
export function EndpointsCard({
  endpoints,
}: {
  readonly endpoints: CallOutput<typeof serviceDetail>['endpoints']
}) {
  const t = useTranslations('detail.endpoints')
  const ready = endpoints.filter((endpoint) => endpoint.ready).length
  return (
    <Card
      title={t('title')}
      aside={<span className="text-muted">{t('count', { ready, count: endpoints.length })}</span>}
    >
      {endpoints.length === 0 ? (
        <p className="px-4 py-3 text-muted">{t('none')}</p>
      ) : (
        <Table label={t('title')}>
          <thead>
            <tr>
              <Th>{t('address')}</Th>
              <Th>{t('state')}</Th>
              <Th>{t('ports')}</Th>
              <Th>{t('pod')}</Th>
            </tr>
          </thead>
          <tbody>
            {endpoints.slice(0, mostRows).map((endpoint) => (
              <tr key={endpoint.address}>
                <Td className="font-mono text-small wrap-anywhere">{endpoint.address}</Td>
                <Td>
                  <Badge
                    tone={endpoint.ready ? 'healthy' : 'degraded'}
                    icon={endpoint.ready ? <HealthyIcon size={14} /> : <DegradedIcon size={14} />}
                  >
                    {t(endpoint.ready ? 'ready' : 'notReady')}
                  </Badge>
                </Td>
                <Td>{endpoint.ports.join(', ')}</Td>
                <Td className="wrap-anywhere text-muted">{endpoint.pod ?? t('noPod')}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {endpoints.length > mostRows ? (
        <p className="px-4 py-2 text-muted">{t('cut', { shown: mostRows, count: endpoints.length })}</p>
      ) : null}
    </Card>
  )
}
