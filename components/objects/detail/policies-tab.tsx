'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { MtlsMark } from '#components/mesh/mtls-mark.tsx'
import { nameConfigKind, paths } from '#components/mesh/paths.ts'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { ValidityMark } from '#components/mesh/validity-mark.tsx'
import { TextLink } from '#components/objects/detail/detail-frame.tsx'
import { YamlView } from '#components/objects/detail/yaml-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Card } from '#components/ui/card.tsx'
import { KindIcon } from '#components/ui/kind-icon.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import type { ConcerningConfig, workloadDetail } from '#contract/details.ts'

type Mtls = NonNullable<CallOutput<typeof workloadDetail>['mtls']>
const scopes = ['object', 'namespace', 'mesh'] as const

/** What applies to the object: by naming it, by its namespace, by the mesh; and what may be there but is not to be seen. */
export function PoliciesTab({
  config,
  meshPoliciesSeen,
  configTotal = config.length,
  children,
  inNamespace = false,
}: {
  readonly config: readonly ConcerningConfig[]
  readonly meshPoliciesSeen: boolean
  readonly configTotal?: number
  readonly children?: React.ReactNode
  /** Of a namespace: what narrows itself to a part of it is not about "this object". */
  readonly inNamespace?: boolean
}) {
  const t = useTranslations('detail.policies')
  return (
    <div className="space-y-3">
      {meshPoliciesSeen ? null : (
        <div className="overflow-hidden rounded-panel border border-line">
          <NoticeBar severity="info">{t('meshUnseen')}</NoticeBar>
        </div>
      )}
      {children}
      {config.length === 0 ? (
        <Card title={t('title')}>
          <p className="px-4 py-3 text-muted">{t('none')}</p>
        </Card>
      ) : null}
      {scopes.map((scope) => {
        const some = config.filter((one) => one.scope === scope)
        if (some.length === 0) return null
        const title = t(scope === 'object' && inNamespace ? 'scope.part' : `scope.${scope}`)
        return (
          <Card key={scope} title={title}>
            <ul className="divide-y divide-line">
              {some.map((one) => (
                <ConfigRow key={`${nameConfigKind(one)}/${one.namespace}/${one.name}`} config={one} />
              ))}
            </ul>
          </Card>
        )
      })}
      {configTotal > config.length ? (
        <p className="px-1 text-muted">{t('cut', { shown: config.length, count: configTotal })}</p>
      ) : null}
    </div>
  )
}

/** One object of configuration; opened, it is read whole. */
function ConfigRow({ config }: { readonly config: ConcerningConfig }) {
  const t = useTranslations('detail.policies')
  const [open, setOpen] = useState(false)
  const { viewQuery } = useView()
  const kind = nameConfigKind(config)
  const place = { ...config, kind }
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary data-list-item="" className="px-4 py-2 hover:bg-hover">
          <span className="ml-1 inline-flex max-w-[calc(100%-2rem)] flex-wrap items-center gap-x-2 align-middle">
            <KindIcon kind={kind} />
            <span className="text-muted">{kind === 'IstioGateway' ? t('istioGateway') : config.kind}</span>
            <span className="wrap-anywhere">
              <span className="text-muted">{config.namespace} / </span>
              <span className="font-medium">{config.name}</span>
            </span>
            {config.validity && config.validity !== 'valid' ? (
              <ValidityMark validity={config.validity} />
            ) : null}
          </span>
          <span className="mt-0.5 ml-5 block text-small text-muted">
            {config.why.text}
            {config.fields.length > 0 ? (
              <span className="ml-2 font-mono wrap-anywhere">{config.fields.join(', ')}</span>
            ) : null}
          </span>
        </summary>
        {open ? (
          <div className="border-t border-line bg-page">
            {config.problems.length > 0 ? (
              <div className="border-b border-line px-4 py-2">
                <ReasonList reasons={config.problems} />
              </div>
            ) : null}
            <p className="px-4 pt-2">
              <TextLink href={paths.configObject(place, viewQuery)}>{t('open')}</TextLink>
            </p>
            <YamlView object={place} />
          </div>
        ) : null}
      </details>
    </li>
  )
}

/** What the workload's own proxy or ztunnel takes, port by port, and why. */
export function MtlsCard({ mtls }: { readonly mtls: Mtls | undefined }) {
  const t = useTranslations('detail.policies')
  return (
    <Card title={t('mtls')} aside={mtls ? <MtlsMark mode={mtls.mode} /> : null}>
      {mtls ? (
        <>
          <div className="px-4 py-3">
            <ReasonList reasons={mtls.reasons} />
          </div>
          {mtls.ports.length > 0 ? (
            <Table label={t('ports')}>
              <thead>
                <tr>
                  <Th>{t('port')}</Th>
                  <Th>{t('mode')}</Th>
                  <Th>{t('why')}</Th>
                </tr>
              </thead>
              <tbody>
                {mtls.ports.map(({ port, mode, reasons }) => (
                  <tr key={port}>
                    <Td>{port}</Td>
                    <Td>
                      <MtlsMark mode={mode} />
                    </Td>
                    <Td>
                      <ReasonList reasons={reasons} />
                    </Td>
                  </tr>
                ))}
              </tbody>
            </Table>
          ) : null}
        </>
      ) : (
        <p className="px-4 py-3 text-muted">{t('mtlsUntold')}</p>
      )}
    </Card>
  )
}
