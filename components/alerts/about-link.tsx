'use client'
import { useTranslations } from 'next-intl'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { objectPath, paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import type { AlertItem } from '#contract/alerts.ts'

/** What an alert or an objective is about, with the way there; "the mesh" for one of no place. */
export function AboutLink({ about }: Pick<AlertItem, 'about'>) {
  const t = useTranslations('alerts')
  const { viewQuery } = useView()
  if (!about) return <span className="text-muted">{t('mesh')}</span>
  const { kind, namespace, name, workloadKind } = about
  if (kind === 'namespace')
    return (
      <ObjectLink
        kind="Namespace"
        name={name}
        href={objectPath({ kind: 'Namespace', namespace, name }, viewQuery)}
        listItem
      />
    )
  const words = { workload: workloadKind ?? 'Workload', app: 'Application', service: 'Service', pod: 'Pod' }
  // What has no page, a pod or a workload that is gone, is found in its namespace.
  const hasPage = kind === 'app' || kind === 'service' || workloadKind !== undefined
  return (
    <ObjectLink
      kind={words[kind]}
      namespace={namespace}
      name={name}
      href={
        hasPage
          ? objectPath({ kind: words[kind], namespace, name }, viewQuery)
          : paths.namespaceGraph(namespace, viewQuery)
      }
      listItem
    />
  )
}
