'use client'
import { useTranslations } from 'next-intl'
import type { GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { formatWindow } from '#components/mesh/format.ts'
import { rangeChoices } from '#components/shell/url.ts'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { IdleIcon, NamespaceIcon } from '#components/ui/icons.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { parseAround } from '#contract/graph-around.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/** The node that the graph is about is not in it. */
export function NothingAround({ around, onOut }: { readonly around: string; readonly onOut: () => void }) {
  const t = useTranslations('graph.trail')
  return (
    <EmptyState
      icon={<IdleIcon size={18} />}
      title={t('goneTitle')}
      action={
        <Button tone="primary" onClick={onOut}>
          {t('back')}
        </Button>
      }
    >
      <p>{t('gone', { name: parseAround(around)?.name ?? around })}</p>
    </EmptyState>
  )
}

/** The chosen namespaces had no traffic, with what may show some. */
export function NoTraffic({
  graph,
  namespaces,
  state,
  change,
}: {
  readonly graph: TrafficGraph
  readonly namespaces: readonly string[]
  readonly state: GraphState
  readonly change: ChangeGraph
}) {
  const t = useTranslations('graph.states')
  const { view, setView } = useView()
  const longer = rangeChoices.find((seconds) => seconds > graph.rangeSeconds * 5)
  return (
    <EmptyState
      icon={<IdleIcon size={18} />}
      title={t('noTrafficTitle')}
      action={
        <div className="flex flex-wrap gap-2">
          {state.show.includes('idleNodes') ? null : (
            <Button tone="primary" onClick={() => change({ show: [...state.show, 'idleNodes'] })}>
              {t('showIdle')}
            </Button>
          )}
          {longer ? (
            <Button onClick={() => setView({ rangeSeconds: longer })}>
              {t('longer', { window: formatWindow(longer) })}
            </Button>
          ) : null}
          {view.namespaces.length > 0 ? (
            <Button onClick={() => setView({ namespaces: [] })}>{t('allNamespaces')}</Button>
          ) : null}
        </div>
      }
    >
      <p>
        {t('noTraffic', {
          count: namespaces.length,
          name: namespaces[0] ?? '',
          window: formatWindow(graph.rangeSeconds),
        })}
      </p>
    </EmptyState>
  )
}

/** All that is drawn is at rest: said above it, with a longer window in which something may have moved. */
export function AllIdle({ graph }: { readonly graph: TrafficGraph }) {
  const t = useTranslations('graph.states')
  const { setView } = useView()
  const longer = rangeChoices.find((seconds) => seconds > graph.rangeSeconds * 5)
  return (
    <NoticeBar
      severity="info"
      action={
        longer ? (
          <Button className="h-6" onClick={() => setView({ rangeSeconds: longer })}>
            {t('longer', { window: formatWindow(longer) })}
          </Button>
        ) : undefined
      }
    >
      {t('allIdle', { window: formatWindow(graph.rangeSeconds) })}
    </NoticeBar>
  )
}

/** What lets a person look into one namespace; the names in capitals are the reader's to fill in. */
const grantCommand =
  'kubectl create rolebinding vardia-view --clusterrole=view --user=USER --namespace=NAMESPACE'

/** The viewer may look into no namespace: there is nothing to ask for, but a right. */
export function NoNamespace() {
  const t = useTranslations('graph.states')
  return (
    <EmptyState icon={<NamespaceIcon size={18} />} title={t('noNamespaceTitle')}>
      <p>{t('noNamespace')}</p>
      <pre className="overflow-x-auto rounded-control bg-sunken px-3 py-2 font-mono text-small text-fg">
        {grantCommand}
      </pre>
    </EmptyState>
  )
}
