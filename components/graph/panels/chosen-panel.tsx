'use client'
import { BoxPanel } from '#components/graph/panels/box-panel.tsx'
import { EdgePanel } from '#components/graph/panels/edge-panel.tsx'
import { NodePanel } from '#components/graph/panels/node-panel.tsx'
import type { Chosen } from '#components/graph/panels/resolve-chosen.ts'
import type { PanelProps } from '#components/graph/panels/side-panel.tsx'

/** The panel of one node, edge or box. */
export function ChosenPanel({
  chosen,
  ...props
}: PanelProps & { readonly chosen: Extract<Chosen, { kind: 'node' | 'edge' | 'box' }> }) {
  if (chosen.kind === 'node') return <NodePanel {...props} chosen={chosen} />
  if (chosen.kind === 'edge') return <EdgePanel {...props} chosen={chosen} />
  return <BoxPanel {...props} chosen={chosen} />
}
