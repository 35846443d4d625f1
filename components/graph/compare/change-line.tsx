import { useTranslations } from 'next-intl'
import { ChangeMark } from '#components/graph/compare/change-mark.tsx'
import { formatDifference } from '#components/graph/compare/format-difference.ts'
import { NodeName } from '#components/graph/panels/node-name.tsx'
import type { GraphComparison } from '#contract/graph-comparison.ts'

/** One change of the list: what, between whom, and its two numbers; a press explains it. */
export function ChangeLine({
  comparison,
  listed,
  onChoose,
}: {
  readonly comparison: GraphComparison
  readonly listed: GraphComparison['changes'][number]
  readonly onChoose: () => void
}) {
  const t = useTranslations('graph.compare')
  const find = (id: string | undefined) => comparison.nodes.find((node) => node.id === id)
  const edge = listed.kind === 'edge' ? comparison.edges.find(({ id }) => id === listed.id) : undefined
  const node = listed.kind === 'node' ? find(listed.id) : undefined
  const difference = (edge ?? node)?.difference
  if (!difference) return null
  return (
    <button
      type="button"
      onClick={onChoose}
      className="block w-full rounded-control px-2 py-1 text-left hover:bg-hover"
    >
      <span className="flex items-baseline gap-2">
        <ChangeMark change={listed.change} />
        <span className="tabular min-w-0 grow text-right text-muted">{formatDifference(difference)}</span>
      </span>
      <span className="block min-w-0 break-words">
        {edge ? (
          <>
            <NodeName node={find(edge.source)} /> <span className="text-muted">→</span>{' '}
            <NodeName node={find(edge.target)} />
          </>
        ) : (
          <NodeName node={node} />
        )}
      </span>
      {listed.enough ? null : <span className="block text-small text-muted">{t('tooLittle')}</span>}
    </button>
  )
}
