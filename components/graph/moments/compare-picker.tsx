'use client'
import { useTranslations } from 'next-intl'
import { formatReadable } from '#components/graph/moments/local-time.ts'
import type { PickerProps } from '#components/graph/moments/moment-strip.tsx'
import { listAges, stepBack } from '#components/graph/moments/past.ts'
import { formatWindow } from '#components/mesh/format.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useView } from '#components/shell/view.tsx'
import { Select, type SelectOption } from '#components/ui/input.tsx'
import { namespaces as namespacesCall } from '#contract/overview.ts'

/** What the graph is compared with: how it was, or another namespace in place of the one that is chosen. */
export function ComparePicker({ state, change, ...moment }: PickerProps) {
  const t = useTranslations('graph.compare')
  const moments = useTranslations('graph.moments')
  const { view } = useView()
  const [only, ...more] = view.namespaces
  const pairs = only !== undefined && more.length === 0
  const { data } = useLiveCall(namespacesCall, { health: false }, { intervalMs: false, enabled: pairs })
  const others = (data?.items ?? []).filter(({ name, readable }) => readable && name !== only)
  const options: SelectOption[] = [
    { value: '', label: t('none') },
    ...(state.baseAt === undefined
      ? []
      : [{ value: 'this', label: t('withMoment', { moment: formatReadable(state.baseAt) }) }]),
    ...listAges(moment).map(({ seconds, possible }) => ({
      value: `ago:${seconds}`,
      disabled: !possible,
      label: possible
        ? t('before', { age: formatWindow(seconds) })
        : moments('earlierForgotten', {
            age: formatWindow(seconds),
            kept: formatWindow(moment.retentionSeconds ?? 0),
          }),
    })),
    ...(pairs
      ? others.map(({ name }) => ({ value: `ns:${name}`, label: t('withNamespace', { name }) }))
      : [{ value: 'many', disabled: true, label: t('oneNamespace') }]),
  ]
  const [base] = state.baseNamespaces
  const choose = (value: string) => {
    const [kind, what = ''] = value.split(':')
    if (value === '') change({ baseAt: undefined, baseNamespaces: [] })
    else if (kind === 'ago') change({ baseAt: stepBack(state, Number(what)), baseNamespaces: [] })
    else if (kind === 'ns') change({ baseAt: undefined, baseNamespaces: [what] })
  }
  return (
    <Select
      aria-label={t('label')}
      value={base !== undefined ? `ns:${base}` : state.baseAt === undefined ? '' : 'this'}
      onValueChange={choose}
      options={options}
    />
  )
}
