'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useMemo } from 'react'
import { buildInput, firstState, type GraphState } from '#components/graph/url.ts'
import { formatWindow } from '#components/mesh/format.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { rangeChoices } from '#components/shell/url.ts'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { IdleIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { formatAround, type GraphAround } from '#contract/graph-around.ts'
import { type TrafficGraph, trafficGraph } from '#contract/traffic-graph.ts'
import words from '#messages/areas/graph.json'

const MiniStage = lazy(async () => ({
  default: (await import('#components/graph/mini-stage.tsx')).MiniStage,
}))

export interface MiniGraphProps {
  /** The workload, service or application that the page is about. */
  readonly around: GraphAround
}

/** The small graph with the words of the graph's own screen. */
export function MiniBody(props: MiniGraphProps) {
  return (
    <AreaWords words={words}>
      <Around {...props} />
    </AreaWords>
  )
}

function Around({ around }: MiniGraphProps) {
  const { view, ready } = useView()
  const state = useMemo(() => buildState(around), [around])
  const live = useLiveCall(trafficGraph, buildInput(state, [around.namespace], view.rangeSeconds), {
    enabled: ready,
  })
  const { data, problem } = live
  return (
    <div className="flex h-full min-h-56 flex-col">
      {problem ? <ProblemView problem={problem} stale={data !== undefined} onRetry={live.askAgain} /> : null}
      {data === undefined ? (
        problem ? null : (
          <Waiting />
        )
      ) : data.edges.length === 0 ? (
        <Quiet graph={data} around={around} />
      ) : (
        <Suspense fallback={<Waiting />}>
          <MiniStage graph={data} state={state} around={around} />
        </Suspense>
      )}
    </div>
  )
}

function Waiting() {
  const t = useTranslations('graph.states')
  return (
    <div role="status" aria-label={t('loading')} className="min-h-0 grow p-3">
      <Skeleton className="h-full" />
    </div>
  )
}

/** Nothing called it and it called nothing: says so, and offers a longer window where there is one. */
function Quiet({ graph, around }: MiniGraphProps & { readonly graph: TrafficGraph }) {
  const t = useTranslations('graph')
  const { setView } = useView()
  const longer = rangeChoices.find((seconds) => seconds > graph.rangeSeconds * 5)
  return (
    <EmptyState
      icon={<IdleIcon size={18} />}
      title={t('states.noTrafficTitle')}
      action={
        longer ? (
          <Button onClick={() => setView({ rangeSeconds: longer })}>
            {t('states.longer', { window: formatWindow(longer) })}
          </Button>
        ) : undefined
      }
    >
      <p>{t('mini.quiet', { name: around.name, window: formatWindow(graph.rangeSeconds) })}</p>
    </EmptyState>
  )
}

/** The graph of an application tells applications; of anything else workloads, with the services between them. */
function buildState(around: GraphAround): GraphState {
  return {
    ...firstState,
    view: around.kind === 'app' ? 'app' : 'workload',
    show: ['services', ...firstState.show],
    boxes: [],
    fold: 'never',
    around: formatAround(around),
  }
}
