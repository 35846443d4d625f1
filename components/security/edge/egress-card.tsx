'use client'
import { useTranslations } from 'next-intl'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { paths } from '#components/mesh/paths.ts'
import { GatewayRoutes } from '#components/security/edge/ingress-card.tsx'
import { useView } from '#components/shell/view.tsx'
import { Card } from '#components/ui/card.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import type { edge } from '#contract/edge.ts'

type Egress = CallOutput<typeof edge>['egress']

/** What may be reached outside of the mesh, and how. */
export function EgressCard({ egress }: { readonly egress: Egress }) {
  const t = useTranslations('security.edge')
  return (
    <Card
      title={t('egress')}
      aside={egress.policy ? <span className="font-medium">{egress.policy}</span> : null}
    >
      <div className="space-y-2 px-4 py-3">
        <p>{t(`policy.${egress.policy ?? 'unseen'}`)}</p>
        {egress.exceptions.map(({ namespace, name, policy, selects }) => (
          <p key={`${namespace}/${name}`}>
            {t(selects ? 'exceptionSome' : 'exceptionAll', {
              sidecar: `${namespace}/${name}`,
              namespace,
              policy,
            })}
          </p>
        ))}
      </div>
      {egress.hosts.length === 0 ? (
        <p className="px-4 pb-3 text-muted">{t('noEgress')}</p>
      ) : (
        <HostTable hosts={egress.hosts} />
      )}
      {egress.routes.length > 0 ? (
        <section aria-label={t('egressRoutes')} className="border-t border-line">
          <h3 className="px-4 py-2 font-medium">
            {t('egressRoutes')}{' '}
            <span className="text-muted">{t('routeCount', { total: egress.routesTotal })}</span>
          </h3>
          <GatewayRoutes label={t('egressRoutes')} routes={egress.routes} />
        </section>
      ) : null}
    </Card>
  )
}

function HostTable({ hosts }: { readonly hosts: Egress['hosts'] }) {
  const t = useTranslations('security.edge')
  const { viewQuery } = useView()
  return (
    <Table label={t('egressHosts')}>
      <thead>
        <tr>
          <Th>{t('host')}</Th>
          <Th>{t('ports')}</Th>
          <Th>{t('visibleTo')}</Th>
          <Th>{t('through')}</Th>
          <Th>{t('entry')}</Th>
        </tr>
      </thead>
      <tbody>
        {hosts.map(({ host, entry, ports, exportTo, through }) => (
          <tr key={`${entry.namespace}/${entry.name} ${host}`}>
            <Td>{host}</Td>
            <Td>
              {ports.map(({ port, protocol, tls }) => (
                <span key={port} className="block whitespace-nowrap">
                  {port} {protocol}{' '}
                  <span className="text-muted">{tls === undefined ? '' : t('tlsOf', { tls })}</span>
                </span>
              ))}
            </Td>
            <Td>{exportTo.includes('*') ? t('everybody') : exportTo.join(', ')}</Td>
            <Td>
              {through.length > 0 ? through.join(', ') : <span className="text-muted">{t('direct')}</span>}
            </Td>
            <Td>
              <ObjectLink
                {...entry}
                kind="ServiceEntry"
                href={paths.configObject({ ...entry, kind: 'ServiceEntry' }, viewQuery)}
              />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
