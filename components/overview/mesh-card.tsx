'use client'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { HealthMark } from '#components/mesh/health-mark.tsx'
import { ModeMark } from '#components/mesh/mode-mark.tsx'
import { addParameter, paths } from '#components/mesh/paths.ts'
import { ValidityMark } from '#components/mesh/validity-mark.tsx'
import { sumMesh } from '#components/overview/rows.ts'
import { type LiveCall, useLiveCall } from '#components/query/use-live-call.ts'
import { useView } from '#components/shell/view.tsx'
import { Card } from '#components/ui/card.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import type { namespaces } from '#contract/overview.ts'
import { type SourceStatus, sources } from '#contract/session.ts'
import type { HealthStatus } from '#contract/words.ts'

/** What the state of a source says of what answers there. */
const healthOf = {
  ok: 'healthy',
  degraded: 'degraded',
  down: 'failing',
  'not-configured': 'unknown',
} as const satisfies Record<SourceStatus['state'], HealthStatus>

interface MeshCardProps {
  readonly objects: LiveCall<CallOutput<typeof namespaces>>
  readonly chosen: readonly string[]
}

/** What the mesh is made of, each part with the way to more: clusters, control plane, data planes, configuration. */
export function MeshCard({ objects, chosen }: MeshCardProps) {
  const t = useTranslations('overview.mesh')
  return (
    <Card title={t('title')}>
      <dl className="grid gap-x-6 gap-y-3 px-4 py-3 sm:grid-cols-2 xl:grid-cols-4">
        <ControlPlane objects={objects} />
        <Objects objects={objects} chosen={chosen} />
      </dl>
    </Card>
  )
}

function Part({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-small text-muted">{name}</dt>
      <dd className="flex flex-wrap items-center gap-x-3 gap-y-1 pt-0.5">{children}</dd>
    </div>
  )
}

/** istiod as the console reaches it, and the revisions that namespaces follow. */
function ControlPlane({ objects }: Pick<MeshCardProps, 'objects'>) {
  const t = useTranslations('overview.mesh')
  const { data, problem } = useLiveCall(sources, {}, { intervalMs: 30_000 })
  const istiod = data?.sources.find(({ name }) => name === 'istiod')
  const revisions = [...new Set(objects.data?.items.flatMap(({ revision }) => revision ?? []))].sort()
  return (
    <Part name={t('control')}>
      {istiod ? (
        <>
          <HealthMark status={healthOf[istiod.state]} quiet />
          <Link href={paths.setup()} className="text-accent hover:underline">
            {istiod.state === 'not-configured'
              ? t('noIstiod')
              : t('istiod', { version: istiod.version ?? '' })}
          </Link>
        </>
      ) : problem ? (
        <span className="text-muted">{t('unasked')}</span>
      ) : (
        <Skeleton className="h-5 w-32" />
      )}
      {revisions.length > 0 ? (
        <span className="min-w-0 wrap-anywhere text-muted">
          {t('revisions', { count: revisions.length, names: revisions.join(', ') })}
        </span>
      ) : null}
    </Part>
  )
}

/** What the namespaces themselves tell; they are asked for once, by the page. */
function Objects({ objects, chosen }: MeshCardProps) {
  const t = useTranslations('overview.mesh')
  const format = useFormatter()
  const { viewQuery } = useView()
  const { data } = objects
  if (!data) {
    const waits = objects.problem ? (
      <span className="text-muted">{t('unasked')}</span>
    ) : (
      <Skeleton className="h-5 w-32" />
    )
    return (['data', 'configuration', 'clusters'] as const).map((part) => (
      <Part key={part} name={t(part, { count: 1 })}>
        {waits}
      </Part>
    ))
  }
  const { clusters, namespaces: count, modes, faults } = sumMesh(data.items, chosen)
  const filtered = (filter: string) => addParameter(viewQuery, `filter=${filter}`)
  return (
    <>
      <Part name={t('data')}>
        {modes.length === 0 ? <span className="text-muted">{t('none')}</span> : null}
        {modes.map(([mode, namespacesOf]) => (
          <Link
            key={mode}
            href={paths.namespaces(filtered(`mode:${mode}`))}
            className="inline-flex items-center hover:underline"
          >
            <ModeMark mode={mode} />
            <span className="tabular pl-1.5 font-medium">{format.number(namespacesOf)}</span>
          </Link>
        ))}
      </Part>
      <Part name={t('configuration')}>
        {faults.length === 0 ? <ValidityMark validity="valid" quiet /> : null}
        {faults.map(([status, namespacesOf]) => (
          <Link
            key={status}
            href={paths.config(filtered(`validity:${status}`))}
            className="inline-flex items-center hover:underline"
          >
            <ValidityMark validity={status} quiet />
            <span className="pl-1.5 text-muted">{t('inNamespaces', { count: namespacesOf })}</span>
          </Link>
        ))}
      </Part>
      <Part name={t('clusters', { count: clusters.length })}>
        <span className="min-w-0 font-medium wrap-anywhere">{clusters.join(', ')}</span>
        <Link href={paths.namespaces(viewQuery)} className="text-accent hover:underline">
          {t('namespaces', { count })}
        </Link>
      </Part>
    </>
  )
}
