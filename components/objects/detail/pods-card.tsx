'use client'
import { useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import { ModeMark } from '#components/mesh/mode-mark.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { DegradedIcon, FailingIcon, HealthyIcon, IdleIcon } from '#components/ui/icons.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import type { workloadDetail } from '#contract/details.ts'

type Detail = CallOutput<typeof workloadDetail>
type Pod = Detail['pods'][number]

/** The pods with what Kubernetes says of each; `asOf` is the moment their ages are counted to. */
export function PodsCard({ detail }: { readonly detail: Detail }) {
  const t = useTranslations('detail.pods')
  const { pods, item, asOf } = detail
  const { desired, available } = item.replicas
  return (
    <Card
      title={t('title')}
      aside={<span className="text-muted">{t('replicas', { available, desired, pods: pods.length })}</span>}
    >
      {pods.length === 0 ? (
        <EmptyState icon={<IdleIcon size={18} />} title={t('none')}>
          {t(desired > 0 ? 'noneWanted' : 'noneDetail', { desired })}
        </EmptyState>
      ) : (
        <Table label={t('title')}>
          <thead>
            <tr>
              {(['name', 'state', 'restarts', 'proxy', 'containers', 'age'] as const).map((column) => (
                <Th key={column} align={column === 'restarts' || column === 'age' ? 'right' : 'left'}>
                  {t(column)}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pods.map((pod) => (
              <PodRow key={pod.name} pod={pod} asOfMs={Date.parse(asOf)} />
            ))}
          </tbody>
        </Table>
      )}
      {detail.syncUntold ? <p className="px-4 py-2 text-small text-muted">{detail.syncUntold.text}</p> : null}
    </Card>
  )
}

function PodRow({ pod, asOfMs }: { readonly pod: Pod; readonly asOfMs: number }) {
  const t = useTranslations('detail.pods')
  const ageSeconds = (asOfMs - Date.parse(pod.createdAt)) / 1_000
  return (
    <tr className="align-top">
      <Td className="max-w-80 min-w-40">
        <span className="font-medium wrap-anywhere">{pod.name}</span>
        <span className="block text-small text-muted">
          {pod.ips.length > 0 ? <span className="font-mono">{pod.ips.join(', ')} · </span> : null}
          {pod.node ?? t('noNode')}
        </span>
      </Td>
      <Td>
        <PodState pod={pod} />
      </Td>
      <Td align="right" className={pod.restarts > 0 ? 'font-medium text-degraded' : ''}>
        {pod.restarts}
      </Td>
      <Td>
        <ModeMark mode={pod.mode} />
        {pod.revision ? (
          <span className="block text-small text-muted">{t('revision', { revision: pod.revision })}</span>
        ) : null}
        <Sync sync={pod.sync} />
      </Td>
      <Td>
        <Containers containers={pod.containers} />
      </Td>
      <Td align="right" className="whitespace-nowrap text-muted">
        <time dateTime={pod.createdAt}>{formatWindow(ageSeconds)}</time>
      </Td>
    </tr>
  )
}

/**
 * Whether the proxy has what istiod sent. NOT_SENT is no fault: istiod sends no route to a proxy that needs none.
 * One word where all is well, else each type that is not, and why.
 */
function Sync({ sync }: { readonly sync: Pod['sync'] }) {
  const t = useTranslations('detail.pods')
  if (!sync || sync.length === 0) return null
  const faults = sync.flatMap(({ state, ...push }) =>
    state === 'STALE' || state === 'ERROR' ? [{ ...push, state }] : [],
  )
  const types = sync.filter(({ state }) => state === 'SYNCED').map(({ type }) => type)
  if (faults.length === 0)
    return types.length > 0 ? (
      <span className="block text-small text-muted">{t('synced', { types: types.join(' ') })}</span>
    ) : null
  return (
    <ul className="max-w-64 text-small">
      {faults.map(({ type, state, error }) => (
        <li key={type}>
          <Badge tone={state === 'ERROR' ? 'failing' : 'degraded'} icon={<DegradedIcon size={12} />}>
            {t(`syncState.${state}`, { type })}
          </Badge>
          {error ? <span className="block wrap-anywhere text-muted">{error}</span> : null}
        </li>
      ))}
    </ul>
  )
}

function PodState({ pod }: { readonly pod: Pod }) {
  const t = useTranslations('detail.pods')
  const [tone, Icon] =
    pod.phase === 'Succeeded' || (pod.phase === 'Running' && pod.ready)
      ? (['healthy', HealthyIcon] as const)
      : pod.phase === 'Failed' || pod.waitingReason
        ? (['failing', FailingIcon] as const)
        : (['degraded', DegradedIcon] as const)
  const ready = pod.phase === 'Running' ? t(pod.ready ? 'ready' : 'notReady') : undefined
  return (
    <>
      <Badge tone={tone} icon={<Icon size={14} className="shrink-0" />}>
        {[pod.phase, ready].filter(Boolean).join(' · ')}
      </Badge>
      {pod.waitingReason ? (
        <span className="mt-0.5 block text-small font-medium text-failing">{pod.waitingReason}</span>
      ) : null}
    </>
  )
}

function Containers({ containers }: { readonly containers: Pod['containers'] }) {
  const t = useTranslations('detail.pods')
  return (
    <details>
      <summary className="w-fit rounded-control whitespace-nowrap">
        {t('containerCount', { count: containers.length })}
      </summary>
      <ul className="mt-1 space-y-1">
        {containers.map(({ name, image, init }) => (
          <li key={name}>
            <span className="font-medium">{name}</span>
            {init ? <span className="text-muted"> {t('init')}</span> : null}
            <span className="block font-mono text-small wrap-anywhere text-muted">{image}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
