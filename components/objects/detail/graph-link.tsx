'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import { GraphIcon } from '#components/ui/icons.tsx'
import { formatAround, type GraphAround } from '#contract/graph-around.ts'
import type { GraphView } from '#contract/traffic-graph.ts'

/** The way from an object to the graph around it. */
export function GraphLink({ view, around }: { readonly view: GraphView; readonly around: GraphAround }) {
  const { viewQuery } = useView()
  const href = paths.graphAround(
    { namespace: around.namespace, view, around: formatAround(around) },
    viewQuery,
  )
  return <ActionLink href={href} />
}

/** The same for a whole namespace. */
export function NamespaceGraphLink({ namespace }: { readonly namespace: string }) {
  const { viewQuery } = useView()
  return <ActionLink href={paths.namespaceGraph(namespace, viewQuery)} />
}

function ActionLink({ href }: { readonly href: string }) {
  const t = useTranslations('detail')
  return (
    <Link
      href={href}
      prefetch={false}
      className="inline-flex h-8 items-center gap-1.5 rounded-control border border-line bg-surface px-2.5 font-medium whitespace-nowrap hover:bg-hover"
    >
      <GraphIcon size={14} className="shrink-0" />
      {t('inGraph')}
    </Link>
  )
}
