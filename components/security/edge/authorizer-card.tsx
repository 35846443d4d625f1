'use client'
import { useTranslations } from 'next-intl'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { DegradedIcon, FailingIcon, HealthyIcon, IdleIcon, UnknownIcon } from '#components/ui/icons.tsx'
import type { ExternalAuthorizer } from '#contract/edge.ts'

const looks = {
  ready: { tone: 'healthy', icon: HealthyIcon },
  'no-endpoints': { tone: 'failing', icon: FailingIcon },
  unusable: { tone: 'failing', icon: FailingIcon },
  missing: { tone: 'failing', icon: FailingIcon },
  outside: { tone: 'unknown', icon: UnknownIcon },
  unknown: { tone: 'unknown', icon: UnknownIcon },
} as const

/** Who beside the proxies is asked whether a request may pass. */
export function AuthorizerCard({
  authorizers,
}: {
  readonly authorizers: readonly ExternalAuthorizer[] | undefined
}) {
  const t = useTranslations('security.edge')
  return (
    <Card title={t('authorizers')}>
      {!authorizers?.length ? (
        <p className="px-4 py-3 text-muted">{t(authorizers ? 'noAuthorizers' : 'authorizersUnseen')}</p>
      ) : null}
      <ul className="divide-y divide-line">
        {(authorizers ?? []).map((authorizer) => (
          <AuthorizerItem key={authorizer.name} authorizer={authorizer} />
        ))}
      </ul>
    </Card>
  )
}

function AuthorizerItem({ authorizer }: { readonly authorizer: ExternalAuthorizer }) {
  const t = useTranslations('security.edge')
  const { name, state, protocol, service, port, reasons, usedBy } = authorizer
  // One that nobody asks does no harm where it is not there.
  const { tone, icon: Icon } =
    usedBy.length === 0 && looks[state].tone === 'failing'
      ? ({ tone: 'idle', icon: IdleIcon } as const)
      : looks[state]
  return (
    <li className="space-y-1.5 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-medium">{name}</h3>
        <Badge tone={tone} icon={<Icon size={12} />}>
          {t(`reach.${state}`)}
        </Badge>
        {service ? (
          <span className="text-muted">
            {protocol === 'grpc' ? 'gRPC' : 'HTTP'} {service}:{port}
          </span>
        ) : null}
        {usedBy.length === 0 && state === 'unknown' ? null : usedBy.length === 0 ? (
          <span className="inline-flex items-center gap-1 text-muted">{t('usedByNone')}</span>
        ) : (
          <span className="inline-flex items-center gap-1">
            {tone === 'failing' ? <DegradedIcon size={14} className="text-failing" /> : null}
            {t('usedBy', { names: usedBy.join(', ') })}
          </span>
        )}
      </div>
      <ReasonList reasons={reasons} />
    </li>
  )
}
