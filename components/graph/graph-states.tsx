'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { GraphState } from '#components/graph/url.ts'
import type { GraphAnswer } from '#components/graph/use-graph-answer.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { formatWindow } from '#components/mesh/format.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { rangeChoices } from '#components/shell/url.ts'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { IdleIcon, NamespaceIcon } from '#components/ui/icons.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { parseAround } from '#contract/graph-around.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/** What stands in the graph's place while it is not there, and what must be known about it when it is. Each word once. */
export function GraphStates({
  answer: { live, noNamespace, namespaces },
  ignored,
  state,
  change,
  onOut,
  children,
}: {
  readonly answer: GraphAnswer
  readonly ignored: readonly string[]
  readonly state: GraphState
  readonly change: ChangeGraph
  /** Leaves the graph around one node. */
  readonly onOut: () => void
  readonly children: (graph: TrafficGraph) => ReactNode
}) {
  const t = useTranslations('graph.states')
  const { data, problem } = live
  return (
    <>
      {ignored.length > 0 ? (
        <NoticeBar
          severity="info"
          action={
            <Button className="h-6" onClick={() => change({})}>
              {t('tidy')}
            </Button>
          }
        >
          {t('ignored', { keys: ignored.join(', ') })}
        </NoticeBar>
      ) : null}
      {problem && data ? <ProblemView problem={problem} stale onRetry={live.askAgain} /> : null}
      <Notices notices={data?.notices ?? []} />
      {data && data.nodes.length > 0 ? (
        children(data)
      ) : data && state.around !== undefined ? (
        <NothingAround around={state.around} onOut={onOut} />
      ) : data ? (
        <NoTraffic graph={data} namespaces={namespaces} state={state} change={change} />
      ) : problem ? (
        <ProblemView problem={problem} onRetry={live.askAgain} />
      ) : noNamespace ? (
        <EmptyState icon={<NamespaceIcon size={18} />} title={t('noNamespaceTitle')}>
          <p>{t('noNamespace')}</p>
        </EmptyState>
      ) : (
        <GraphSkeleton />
      )}
    </>
  )
}

const noticesAtMost = 2
const severities = ['error', 'warning', 'info'] as const

/** The worst in sight, the others a press away: a source that is down has many, and the graph below must stay large. */
function Notices({ notices }: Pick<TrafficGraph, 'notices'>) {
  const t = useTranslations('graph.states')
  if (notices.length <= noticesAtMost) return <NoticeList notices={notices} />
  const [worst, ...others] = notices.toSorted(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  )
  return (
    <>
      <NoticeList notices={worst ? [worst] : []} />
      <details className="border-b border-line bg-surface">
        <summary className="cursor-pointer px-4 py-1.5 text-muted hover:bg-hover">
          {t('moreNotices', { count: others.length })}
        </summary>
        <NoticeList notices={others} />
      </details>
    </>
  )
}

function NothingAround({ around, onOut }: { readonly around: string; readonly onOut: () => void }) {
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

function NoTraffic({
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

function GraphSkeleton() {
  const t = useTranslations('graph.states')
  return (
    <div role="status" aria-label={t('loading')} className="flex min-h-0 grow flex-col lg:flex-row">
      <div className="grow" />
      <div className="space-y-3 border-line bg-surface p-4 max-lg:border-t lg:w-72 xl:w-88 lg:border-l">
        <Skeleton className="h-6 w-40" />
        <Skeleton className="h-4 w-64" />
        <Skeleton className="h-4 w-52" />
        <Skeleton className="h-24" />
        <Skeleton className="h-24" />
      </div>
    </div>
  )
}
