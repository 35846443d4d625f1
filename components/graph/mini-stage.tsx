'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type MouseEvent, useState } from 'react'
import { findAround } from '#components/graph/around/cut-around.ts'
import type { Picture } from '#components/graph/picture/types.ts'
import { GraphCanvas } from '#components/graph/stage/graph-canvas.tsx'
import type { GraphStage } from '#components/graph/stage/stage-types.ts'
import { buildGraphQuery, firstState, type GraphState } from '#components/graph/url.ts'
import { usePicture } from '#components/graph/use-picture.ts'
import { paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import type { GraphAround } from '#contract/graph-around.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

const nothing = () => undefined
const noneFound: ReadonlySet<string> = new Set()
/** Pixels from a node's middle within which a press means the node. */
const reach = 28

/**
 * The stage without hands. The link below it lies over it too, so that the wheel and the finger scroll the page that it is a part of; a
 * press on a node opens the graph with that node chosen.
 */
export function MiniStage({
  graph,
  state,
  around,
}: {
  readonly graph: TrafficGraph
  readonly state: GraphState
  readonly around: GraphAround
}) {
  const t = useTranslations('graph')
  const router = useRouter()
  const { viewQuery } = useView()
  const [stage, setStage] = useState<GraphStage>()
  const { picture, scene, arrangement } = usePicture({ graph, state, found: noneFound })
  const middle = findAround(graph.nodes, state.around)?.id
  const build = (id: string | undefined) => {
    const query = new URLSearchParams(viewQuery)
    query.set('ns', around.namespace)
    const { view, show } = state
    const chosen = id === undefined ? undefined : { kind: 'node' as const, id }
    return paths.graph(buildGraphQuery({ ...firstState, view, show, around: state.around, chosen }, query))
  }
  const open = (event: MouseEvent) => {
    // With a key held the browser opens the link's own address elsewhere.
    if (event.metaKey || event.ctrlKey || event.shiftKey || !stage) return
    const pressed = findNode(picture, stage, event)
    if (pressed === undefined) return
    event.preventDefault()
    router.push(build(pressed))
  }
  return (
    <div className="relative flex min-h-0 grow flex-col">
      <div className="relative min-h-0 grow">
        <GraphCanvas
          scene={scene}
          arrangement={arrangement}
          chosen={undefined}
          found={noneFound}
          animated={false}
          hasButtons={false}
          label={t('canvas.label', { nodes: graph.nodes.length, edges: graph.edges.length })}
          onChoose={nothing}
          onDrill={nothing}
          onMenu={nothing}
          onLayout={nothing}
          onPoint={nothing}
          onStage={setStage}
        />
      </div>
      <Link
        href={build(middle)}
        onClick={open}
        className="border-line border-t bg-surface px-4 py-2 text-accent before:absolute before:inset-0 before:z-2 hover:underline"
      >
        {t('mini.open', { name: around.name })}
      </Link>
    </div>
  )
}

function findNode(picture: Picture, stage: GraphStage, { clientX, clientY }: MouseEvent): string | undefined {
  return picture.nodes.find(({ id }) => {
    const at = stage.placeOf(id)
    return at && Math.hypot(at.x - clientX, at.y - clientY) < reach
  })?.id
}
