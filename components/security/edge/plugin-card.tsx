'use client'
import { useTranslations } from 'next-intl'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { Card } from '#components/ui/card.tsx'
import { KindIcon } from '#components/ui/kind-icon.tsx'
import type { SecurityPlugin } from '#contract/edge.ts'

/** WasmPlugins, and EnvoyFilters that touch who is let in: no policy tells of what they do. */
export function PluginCard({ plugins }: { readonly plugins: readonly SecurityPlugin[] }) {
  const t = useTranslations('security.edge')
  return (
    <Card title={t('plugins')}>
      {plugins.length === 0 ? <p className="px-4 py-3 text-muted">{t('noPlugins')}</p> : null}
      <ul className="divide-y divide-line">
        {plugins.map(({ kind, namespace, name, at, reasons }) => (
          <li key={`${kind} ${namespace}/${name}`} className="space-y-1.5 px-4 py-3">
            <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <KindIcon kind={kind} />
              <h3 className="font-medium">
                {namespace}/{name}
              </h3>
              <span className="text-muted">{kind}</span>
              <span className="font-mono text-small">{at}</span>
            </div>
            <ReasonList reasons={reasons} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
