'use client'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { nameAround } from '#components/graph/around/cut-around.ts'
import type { Drill } from '#components/graph/around/use-drill.ts'
import { addToHidden, buildNeighboursQuery, buildNodeQuery } from '#components/graph/menu/build-queries.ts'
import { resolveChosen } from '#components/graph/panels/resolve-chosen.ts'
import { nameNode } from '#components/graph/picture/build-picture.ts'
import type { Picture } from '#components/graph/picture/types.ts'
import type { StageTarget } from '#components/graph/stage/stage-types.ts'
import { buildGraphQuery, type GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { listPagesOf } from '#components/mesh/paths.ts'
import { readPlace } from '#components/mesh/place-of-node.ts'
import { CopyIcon, GraphIcon, HideIcon, NamespaceIcon, SearchIcon } from '#components/ui/icons.tsx'
import type { MenuGroup, MenuItem } from '#components/ui/menu.tsx'
import type { GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

export interface MenuProps {
  readonly graph: TrafficGraph
  readonly picture: Picture
  readonly state: GraphState
  readonly change: ChangeGraph
  readonly drill: Drill
}

/** What can be done with a node, edge or box, the same wherever its menu is opened. */
export function useTargetGroups(props: MenuProps): (target: StageTarget) => readonly MenuGroup[] {
  const { graph, picture, state, change, drill } = props
  const t = useTranslations('graph.menu')
  const unknown = useTranslations('graph')('unknown')
  const router = useRouter()
  return useCallback(
    (target) => {
      const chosen = resolveChosen(graph, picture, target)
      const nodeNames = new Map(graph.nodes.map((node) => [node.id, nameNode(node)]))
      const name = nameTarget(chosen, nodeNames) ?? unknown
      const query = buildGraphQuery(
        { ...state, chosen: undefined, around: undefined, open: [] },
        new URLSearchParams(window.location.search),
      )
      const pages = listPages(chosen, query, t, (href) => router.push(href))
      const looks: MenuItem[] = [
        {
          id: 'explain',
          label: t('explain'),
          onSelect: () => change({ chosen: target }),
        },
        ...(chosen.kind === 'node' ? [drillItem(chosen.node, name, state, drill, t)] : []),
        ...(chosen.kind === 'node' ? listQueries(chosen.node, graph, state, change, t) : []),
        ...(chosen.kind === 'edge'
          ? (['source', 'target'] as const).map((end): MenuItem => {
              const id = chosen[end]
              return {
                id: end,
                label: t(end, { name: nodeNames.get(id) ?? id.split('|').at(-1) ?? id }),
                onSelect: () => change({ chosen: { kind: nodeNames.has(id) ? 'node' : 'box', id } }),
              }
            })
          : []),
      ]
      const copies: MenuItem[] = [
        {
          id: 'copyName',
          label: t('copyName'),
          icon: <CopyIcon size={16} />,
          onSelect: () => void navigator.clipboard?.writeText(name),
        },
        {
          id: 'copyLink',
          label: t('copyLink'),
          icon: <CopyIcon size={16} />,
          onSelect: () => void navigator.clipboard?.writeText(linkTo(state, target)),
        },
      ]
      return [
        { label: name, items: looks },
        ...(pages.length > 0 ? [{ items: pages }] : []),
        { items: copies },
      ]
    },
    [graph, picture, state, change, drill, t, unknown, router],
  )
}

/** The pages that tell more of what was chosen. */
function listPages(
  chosen: ReturnType<typeof resolveChosen>,
  query: string,
  t: ReturnType<typeof useTranslations<'graph.menu'>>,
  go: (href: string) => void,
): MenuItem[] {
  const place = chosen.kind === 'node' ? readPlace(chosen.node) : { namespace: findNamespace(chosen) }
  return listPagesOf(place, query).map(({ id, href }) => ({
    id,
    label: t(`page.${id}`, { namespace: place.namespace ?? '', app: place.application?.name ?? '' }),
    icon: <NamespaceIcon size={16} />,
    onSelect: () => go(href),
  }))
}

function drillItem(
  node: GraphNode,
  name: string,
  state: GraphState,
  drill: Drill,
  t: ReturnType<typeof useTranslations<'graph.menu'>>,
): MenuItem {
  const icon = <GraphIcon size={16} />
  const around = nameAround(node)
  if (around !== undefined && around === state.around)
    return { id: 'whole', label: t('whole'), icon, onSelect: drill.out }
  return {
    id: 'around',
    label: t('around', { name }),
    icon,
    ...(around === undefined ? { disabledReason: t('noAround') } : {}),
    onSelect: () => drill.into(node.id),
  }
}

/** To hide the node, and to mark its neighbours: both as queries, which the boxes above the graph show and undo. */
function listQueries(
  node: GraphNode,
  graph: TrafficGraph,
  state: GraphState,
  change: ChangeGraph,
  t: ReturnType<typeof useTranslations<'graph.menu'>>,
): MenuItem[] {
  const own = buildNodeQuery(node)
  const hide = own && addToHidden(state.hide, own)
  const neighbours = buildNeighboursQuery(graph, node.id)
  return [
    {
      id: 'hide',
      label: t('hide'),
      icon: <HideIcon size={16} />,
      ...(hide ? {} : { disabledReason: t(own ? 'queryLong' : 'noAround') }),
      onSelect: () => change({ hide: hide ?? state.hide, chosen: undefined }),
    },
    {
      id: 'neighbours',
      label: t('neighbours'),
      icon: <SearchIcon size={16} />,
      ...(neighbours ? {} : { disabledReason: t('noNeighbours') }),
      onSelect: () => change({ find: neighbours ?? state.find }),
    },
  ]
}

function nameTarget(
  chosen: ReturnType<typeof resolveChosen>,
  nodeNames: ReadonlyMap<string, string>,
): string | undefined {
  if (chosen.kind === 'node') return nameNode(chosen.node)
  if (chosen.kind === 'box') return chosen.name
  if (chosen.kind !== 'edge') return undefined
  const nameEnd = (id: string) => nodeNames.get(id) ?? id.split('|').at(-1) ?? id
  return `${nameEnd(chosen.source)} → ${nameEnd(chosen.target)}`
}

function findNamespace(chosen: ReturnType<typeof resolveChosen>): string | undefined {
  const namespace =
    chosen.kind === 'node' ? chosen.node.namespace : chosen.kind === 'box' ? chosen.namespace : undefined
  return namespace === 'unknown' ? undefined : namespace
}

/** The address of this view with something chosen. */
function linkTo(state: GraphState, chosen: StageTarget): string {
  const query = buildGraphQuery({ ...state, chosen }, new URLSearchParams(window.location.search))
  return `${window.location.origin}${window.location.pathname}${query}`
}
