'use client'
import { useTranslations } from 'next-intl'
import { nameNode } from '#components/graph/picture/build-picture.ts'
import type { GraphNode } from '#contract/traffic-graph.ts'

/** A node's name with its namespace, in one line of text. */
export function NodeName({ node }: { readonly node: GraphNode | undefined }) {
  const t = useTranslations('graph')
  if (!node) return <span className="text-muted">{t('unknown')}</span>
  const name = nameNode(node)
  if (name === 'unknown') return <span>{t('unknown')}</span>
  return (
    <span className="break-words">
      {node.namespace === 'unknown' ? null : <span className="text-muted">{node.namespace} / </span>}
      {name}
    </span>
  )
}
