'use client'
import { useTranslations } from 'next-intl'
import type { LogSubject } from '#components/logs/url.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useView } from '#components/shell/view.tsx'
import { Select } from '#components/ui/input.tsx'
import { workloads } from '#contract/inventory.ts'
import { namespaces } from '#contract/overview.ts'

/** Whose logs: a namespace, and in it a workload or all of them. */
export function SubjectPicker({ subject }: { readonly subject: LogSubject | undefined }) {
  const t = useTranslations('logs.choose')
  const { ready } = useView()
  const spaces = useLiveCall(namespaces, { health: false }, { intervalMs: false, enabled: ready })
  const namespace = subject?.namespace
  const inside = useLiveCall(
    workloads,
    { namespaces: namespace ?? '', rangeSeconds: 60 },
    { intervalMs: false, enabled: namespace !== undefined },
  )
  const names = (spaces.data?.items ?? []).filter(({ readable }) => readable).map(({ name }) => name)
  const listed = namespace === undefined || names.includes(namespace) ? names : [namespace, ...names]
  const items = inside.previous ? [] : (inside.data?.items ?? [])
  const known = items.map(({ kind, name }) => ({
    value: `workload ${kind} ${name}`,
    label: `${name} · ${kind}`,
  }))
  const value = formatSubject(subject, items)
  const options = [
    { value: '', label: t('allWorkloads') },
    ...(value !== '' && !known.some((one) => one.value === value)
      ? [{ value, label: subject?.workload ?? subject?.app ?? subject?.pod ?? '' }]
      : []),
    ...known,
  ]
  return (
    <div className="flex flex-wrap gap-2 border-b border-line bg-surface px-3 py-2">
      <Select
        aria-label={t('namespace')}
        className="max-w-full"
        value={namespace ?? ''}
        onValueChange={(next) => goTo({ namespace: next })}
        options={[
          ...(namespace === undefined ? [{ value: '', label: t('namespaceNone'), disabled: true }] : []),
          ...listed.map((name) => ({ value: name, label: name })),
        ]}
      />
      {namespace === undefined ? null : (
        <Select
          aria-label={t('workload')}
          className="max-w-full"
          value={value}
          onValueChange={(next) => {
            const [, kind, name] = next.split(' ')
            goTo(kind && name ? { namespace, workload: name, kind } : { namespace })
          }}
          options={options}
        />
      )}
    </div>
  )
}

function formatSubject(
  subject: LogSubject | undefined,
  items: readonly { kind: string; name: string }[],
): string {
  if (subject?.workload !== undefined) {
    const kind = subject.kind ?? items.find(({ name }) => name === subject.workload)?.kind ?? ''
    return `workload ${kind} ${subject.workload}`
  }
  if (subject?.app !== undefined) return `app ${subject.app}`
  return subject?.pod === undefined ? '' : `pod ${subject.pod}`
}

/** Another subject is another page of the history; how it is looked at stays, but for what only the old one has. */
function goTo(subject: LogSubject): void {
  const query = new URLSearchParams(window.location.search)
  for (const key of ['workload', 'kind', 'app', 'pod', 'containers', 'off']) query.delete(key)
  for (const [key, value] of Object.entries(subject)) query.set(key, value)
  window.history.pushState(null, '', `?${query.toString().replaceAll('%2C', ',').replaceAll('%2A', '*')}`)
}
