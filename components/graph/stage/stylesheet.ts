import { foldSize, nodeSize } from '#components/graph/stage/elements.ts'
import type { StageTokens } from '#components/graph/stage/tokens.ts'
import type { HealthStatus } from '#contract/words.ts'

export interface StyleRule {
  readonly selector: string
  readonly style: Readonly<Record<string, string | number | readonly number[]>>
}

/** Kiali's shapes, which operators know: circle, square, triangle, tag, pentagon; a fold is a hexagon. */
export const shapes = {
  workload: 'ellipse',
  app: 'round-rectangle',
  service: 'round-triangle',
  serviceEntry: 'round-tag',
  operation: 'round-pentagon',
  unknown: 'round-diamond',
  namespace: 'round-hexagon',
  rest: 'round-hexagon',
} as const

const edgeWidths = [1, 1.2, 1.6, 2.2, 3.2] as const
const states: readonly HealthStatus[] = ['healthy', 'idle', 'unknown', 'notReady', 'degraded', 'failing']

/**
 * Tokens to Cytoscape's style. No words: they are drawn above, in the size of the screen. Later rules win, so the order is
 * kind, state, then what a person points at.
 */
export function buildStylesheet(tokens: StageTokens): readonly StyleRule[] {
  return [
    { selector: 'core', style: { 'selection-box-opacity': 0, 'active-bg-opacity': 0 } },
    ...buildNodeRules(tokens),
    ...buildBoxRules(tokens),
    ...buildEdgeRules(tokens),
    { selector: '.faded', style: { opacity: 0.18 } },
  ]
}

function buildNodeRules(tokens: StageTokens): StyleRule[] {
  return [
    {
      selector: 'node.mark',
      style: {
        width: nodeSize,
        height: nodeSize,
        'background-color': tokens.surface,
        'border-width': 2,
        'border-color': tokens.borderStrong,
        'overlay-opacity': 0,
        'z-index-compare': 'manual',
        'z-index': 10,
      },
    },
    ...Object.entries(shapes).map(([kind, shape]) => ({ selector: `node.kind-${kind}`, style: { shape } })),
    {
      selector: 'node.kind-namespace, node.kind-rest',
      style: { width: foldSize, height: foldSize, 'border-width': 2.5 },
    },
    ...states.map((status) => ({
      selector: `node.${status}`,
      style: {
        'border-color': tokens.health[status],
        'background-color': status === 'healthy' ? tokens.surface : tokens.healthSoft[status],
      },
    })),
    { selector: 'node.idle, node.kind-unknown', style: { 'border-style': 'dashed' } },
    { selector: 'node.degraded', style: { 'border-width': 3, 'z-index': 20 } },
    {
      selector: 'node.failing',
      style: {
        'border-width': 4,
        'z-index': 30,
        'underlay-color': tokens.health.failing,
        'underlay-opacity': 0.16,
        'underlay-padding': 9,
        'underlay-shape': 'ellipse',
      },
    },
    { selector: 'node.changed', style: { 'border-width': 3.5, 'z-index': 25 } },
    { selector: 'node.unchanged', style: { opacity: 0.6, 'border-color': tokens.borderStrong } },
    { selector: 'node.quiet', style: { opacity: 0.55 } },
  ]
}

function buildBoxRules(tokens: StageTokens): StyleRule[] {
  return [
    {
      selector: 'node.box',
      style: {
        shape: 'round-rectangle',
        'corner-radius': '10',
        width: 'data(width)',
        height: 'data(height)',
        'background-color': tokens.surface,
        'background-opacity': 0.75,
        'border-width': 1,
        'border-color': tokens.borderStrong,
        'border-opacity': 0.6,
        'overlay-opacity': 0,
        'z-index-compare': 'manual',
        'z-index': 1,
      },
    },
    {
      selector: 'node.box-cluster',
      style: { 'z-index': 0, 'background-opacity': 0.35, 'border-style': 'dashed' },
    },
    { selector: 'node.box-app', style: { 'z-index': 2, 'background-color': tokens.page } },
  ]
}

function buildEdgeRules(tokens: StageTokens): StyleRule[] {
  return [
    {
      selector: 'edge',
      style: {
        width: edgeWidths[0],
        'line-color': tokens.borderStrong,
        'target-arrow-color': tokens.borderStrong,
        'overlay-opacity': 0,
        opacity: 0.85,
        // Above the boxes, which are nodes too, and below the marks.
        'z-index-compare': 'manual',
        'z-index': 5,
      },
    },
    ...edgeWidths.map((width, step) => ({ selector: `edge.w${step}`, style: { width } })),
    { selector: 'edge.curved', style: { 'curve-style': 'bezier', 'control-point-step-size': 28 } },
    { selector: 'edge.arrow', style: { 'target-arrow-shape': 'triangle', 'arrow-scale': 0.9 } },
    { selector: 'edge.hair', style: { 'curve-style': 'haystack', 'haystack-radius': 0 } },
    ...states.map((status) => ({
      selector: `edge.${status}`,
      style: { 'line-color': tokens.health[status], 'target-arrow-color': tokens.health[status] },
    })),
    // What is well stands back, so that what is not stands out.
    { selector: 'edge.healthy', style: { opacity: 0.6 } },
    {
      selector: 'edge.idle',
      style: { 'line-style': 'dashed', 'line-dash-pattern': [3, 4], opacity: 0.7 },
    },
    {
      // Bytes have no errors: a colour of state would say what nobody measured.
      selector: 'edge.tcp',
      style: {
        'line-color': tokens.borderStrong,
        'target-arrow-color': tokens.borderStrong,
        'target-arrow-shape': 'diamond',
        width: 2,
      },
    },
    { selector: 'edge.degraded', style: { opacity: 1, 'z-index': 6 } },
    { selector: 'edge.failing', style: { opacity: 1, 'z-index': 7, width: 3 } },
    { selector: 'edge.changed', style: { opacity: 1, 'z-index': 6, width: 2.5 } },
    { selector: 'edge.unchanged', style: { opacity: 0.25 } },
    { selector: 'edge.chosen', style: { opacity: 1, 'z-index': 8, width: 4.5 } },
  ]
}
