'use client'
import { useTranslations } from 'next-intl'
import type { GraphStage } from '#components/graph/stage/stage-types.ts'
import type { DataForm } from '#components/graph/take/take-graph.ts'
import { buildGraphQuery, type GraphState } from '#components/graph/url.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useMessages } from '#components/shell/messages.tsx'
import { session } from '#contract/session.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

export interface TakeAct {
  readonly id: string
  readonly label: string
  readonly disabledReason?: string
  readonly onSelect: () => void
}

const load = () => import('#components/graph/take/take-graph.ts')

/** Everything that can be taken along of what is shown now, for the menu and the palette alike. */
export function useTake({
  graph,
  state,
  stage,
  pick,
}: {
  readonly graph: TrafficGraph | undefined
  readonly state: GraphState
  readonly stage: GraphStage | undefined
  readonly pick: () => void
}): readonly { readonly label: string; readonly items: readonly TakeAct[] }[] {
  const t = useTranslations('graph.take')
  const messages = useMessages()
  const { data: who } = useLiveCall(session, {}, { intervalMs: false })
  const noGraph = graph ? {} : { disabledReason: t('noGraph') }
  const guard = (run: () => Promise<unknown>) => () =>
    void run().catch(() => messages.post({ severity: 'error', text: t('failed') }))
  const picture = (form: 'svg' | 'png'): TakeAct => ({
    id: form,
    label: t(form),
    ...(state.as === 'table' || !stage ? { disabledReason: t('noPicture') } : noGraph),
    onSelect: guard(async () => {
      const drawn = stage?.drawn()
      if (!drawn || !graph) throw new Error('nothing is drawn')
      await (await load()).savePicture(drawn, graph, form)
    }),
  })
  const data = (form: DataForm): TakeAct => ({
    id: form,
    label: t(form),
    ...noGraph,
    onSelect: guard(async () => graph && (await load()).saveData(graph, form)),
  })
  const copy = (part: Partial<GraphState>) =>
    guard(async () => {
      const query = buildGraphQuery({ ...state, ...part }, new URLSearchParams(window.location.search))
      const link = `${window.location.origin}${window.location.pathname}${query}`
      await navigator.clipboard.writeText(link)
      messages.post({ severity: 'info', text: t('copied') })
    })
  const isFile = state.snapshot === undefined ? {} : { disabledReason: t('noLink') }
  return [
    {
      label: t('share'),
      items: [
        { id: 'link', label: t('link'), ...isFile, onSelect: copy({}) },
        {
          id: 'linkAt',
          label: t('linkAt'),
          ...(state.snapshot === undefined ? noGraph : isFile),
          onSelect: copy(graph ? { at: graph.asOf } : {}),
        },
        {
          id: 'save',
          label: t('save'),
          ...noGraph,
          onSelect: guard(async () => {
            if (!graph) return
            const facts = { takenBy: who?.user.name ?? '', cluster: who?.console.cluster ?? '' }
            ;(await load()).saveSnapshot(graph, { ...facts, view: window.location.search.slice(1) })
          }),
        },
        { id: 'open', label: t('open'), onSelect: pick },
      ],
    },
    { label: t('pictures'), items: [picture('png'), picture('svg')] },
    { label: t('data'), items: [data('json'), data('csvNodes'), data('csvEdges'), data('dot')] },
  ]
}
