'use client'
import { useTranslations } from 'next-intl'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useView } from '#components/shell/view.tsx'
import { NamespaceIcon, OpenIcon } from '#components/ui/icons.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { namespaces as namespacesCall } from '#contract/overview.ts'

/** Which namespaces every screen speaks of. */
export function NamespacePicker() {
  const t = useTranslations('shell.namespaces')
  const { view, setView } = useView()
  // Its stream event keeps it fresh; the interval would only repeat the same list.
  const { data } = useLiveCall(namespacesCall, { health: false }, { intervalMs: false })
  const chosen = view.namespaces
  const summary =
    chosen.length === 0 ? t('all') : chosen.length === 1 ? chosen[0] : t('several', { count: chosen.length })
  return (
    <MultiSelect
      words={{
        label: t('label', { chosen: summary ?? '' }),
        search: t('search'),
        all: t('all'),
        nothingFound: t('nothingFound'),
        more: (count) => t('more', { count }),
      }}
      options={data?.items.filter((item) => item.readable).map((item) => item.name) ?? []}
      value={chosen}
      onValueChange={(namespaces) => setView({ namespaces })}
      icon={<NamespaceIcon size={14} className="text-muted max-md:hidden" />}
    >
      <span className="max-w-28 truncate md:max-w-40">{summary}</span>
      <OpenIcon size={14} className="text-muted" />
    </MultiSelect>
  )
}
