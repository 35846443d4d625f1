'use client'
import { useTranslations } from 'next-intl'
import { lazy, type ReactNode, Suspense } from 'react'
import type { GraphState } from '#components/graph/url.ts'
import type { GraphAnswer } from '#components/graph/use-graph-answer.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

const NothingAround = lazy(() =>
  withLateWords(import('#components/graph/nothing-there.tsx').then((part) => part.NothingAround)),
)
const AllIdle = lazy(() =>
  withLateWords(import('#components/graph/nothing-there.tsx').then((part) => part.AllIdle)),
)
const NoNamespace = lazy(() =>
  withLateWords(import('#components/graph/nothing-there.tsx').then((part) => part.NoNamespace)),
)
const NoTraffic = lazy(() =>
  withLateWords(import('#components/graph/nothing-there.tsx').then((part) => part.NoTraffic)),
)

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
      {state.snapshot === undefined ? <Rest graph={data} /> : null}
      {data && data.nodes.length > 0 ? (
        children(data)
      ) : data && state.around !== undefined ? (
        <Suspense fallback={null}>
          <NothingAround around={state.around} onOut={onOut} />
        </Suspense>
      ) : data ? (
        <Suspense fallback={null}>
          <NoTraffic graph={data} namespaces={namespaces} state={state} change={change} />
        </Suspense>
      ) : problem ? (
        <ProblemView problem={problem} onRetry={live.askAgain} />
      ) : noNamespace ? (
        <Suspense fallback={null}>
          <NoNamespace />
        </Suspense>
      ) : (
        <GraphSkeleton />
      )}
    </>
  )
}

/** Said above the graph where something is drawn and nothing of it moves. */
function Rest({ graph }: { readonly graph: TrafficGraph | undefined }) {
  if (!graph || graph.nodes.length === 0 || graph.edges.some(({ idle }) => !idle)) return null
  return (
    <Suspense fallback={null}>
      <AllIdle graph={graph} />
    </Suspense>
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
