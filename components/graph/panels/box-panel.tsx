'use client'
import { useTranslations } from 'next-intl'
import { DirectedTraffic } from '#components/graph/panels/directed-traffic.tsx'
import { countStates, TroubleList } from '#components/graph/panels/graph-summary.tsx'
import { NamespaceChart } from '#components/graph/panels/namespace-chart.tsx'
import type { Chosen } from '#components/graph/panels/resolve-chosen.ts'
import type { PanelProps } from '#components/graph/panels/side-panel.tsx'
import { findWorst, restFold } from '#components/graph/picture/fold.ts'
import { HealthCounts, HealthMark } from '#components/mesh/health-mark.tsx'
import { Button } from '#components/ui/button.tsx'

export function BoxPanel({
  chosen: { boxKind, name, namespace, group },
  ...props
}: PanelProps & { readonly chosen: Extract<Chosen, { kind: 'box' }> }) {
  const t = useTranslations('graph')
  const { state, change, picture } = props
  const fold = boxKind === 'rest' ? restFold : boxKind === 'namespace' ? name : undefined
  const isOpen = fold !== undefined && state.open.includes(fold)
  // Only where it is drawn as one node is there something to open.
  const isFolded = picture.nodes.some((node) =>
    boxKind === 'rest' ? node.kind === 'rest' : node.kind === 'namespace' && node.name === name,
  )
  const canFold = fold !== undefined && (state.fold === 'always' || isOpen)
  return (
    <>
      <header className="space-y-2 p-4 pr-12">
        <p className="text-small text-muted">
          {boxKind === 'app' ? t('panel.appIn', { namespace: namespace ?? '' }) : t(`kind.${boxKind}`)}
        </p>
        <h2 className="text-title font-semibold break-words">
          {boxKind === 'rest' ? t('more', { count: Number(name) }) : name}
        </h2>
        <div className="flex flex-wrap items-center gap-2">
          <HealthMark status={findWorst(group.nodes.map((node) => node.health.status))} />
          <span className="text-muted">{t('panel.nodesInside', { count: group.nodes.length })}</span>
        </div>
        <HealthCounts counts={countStates(group.nodes)} />
        {fold === undefined || (!canFold && !isFolded) ? null : isOpen ? (
          <Button onClick={() => change({ open: state.open.filter((each) => each !== fold) })}>
            {t('panel.fold')}
          </Button>
        ) : (
          <Button onClick={() => change({ open: [...state.open, fold].sort() })}>{t('panel.open')}</Button>
        )}
      </header>
      <TroubleList nodes={group.nodes} change={change} />
      {/* What it tells ends now: it would contradict a graph of an earlier moment. */}
      {boxKind === 'namespace' && state.at === undefined ? <NamespaceChart key={name} name={name} /> : null}
      <DirectedTraffic {...props} group={group} of={name} />
    </>
  )
}
