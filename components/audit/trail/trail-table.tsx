'use client'
import { useTranslations } from 'next-intl'
import { OutcomeMark } from '#components/audit/trail/outcome-mark.tsx'
import { useMomentText } from '#components/audit/use-moment-text.ts'
import { type Column, VirtualTable } from '#components/ui/virtual-table.tsx'
import type { AuditRow } from '#contract/audit.ts'

type Row = AuditRow & { readonly id: string }

/** The rows of the trail, the newest first: that order is what a trail is, so it is not sorted otherwise. */
export function TrailTable({
  items,
  chosen,
  onChoose,
}: {
  readonly items: readonly AuditRow[]
  readonly chosen: AuditRow | undefined
  readonly onChoose: (row: AuditRow | undefined) => void
}) {
  const t = useTranslations('audit')
  const tellMoment = useMomentText()
  const rows = items.map((item): Row => ({ ...item, id: String(item.seq) }))
  const columns: readonly Column<Row>[] = [
    {
      ...{ id: 'at', label: t('facts.at'), width: 215, sortable: false },
      cell: ({ at }) => <time dateTime={at}>{tellMoment(at)}</time>,
    },
    {
      ...{ id: 'who', label: t('facts.who'), width: 140, sortable: false },
      cell: ({ who }) => <Cut text={who || t('nobody')} />,
    },
    {
      ...{ id: 'act', label: t('filter.act'), width: 150, sortable: false },
      cell: ({ act, times }) => (
        <>
          {t(`act.${act}`)} {times > 1 ? <span className="text-muted">× {times}</span> : null}
        </>
      ),
    },
    {
      ...{ id: 'what', label: t('what'), sortable: false },
      cell: (row) => <Cut text={tellWhat(row)} />,
    },
    {
      ...{ id: 'namespace', label: t('facts.namespace'), width: 130, sortable: false },
      cell: ({ namespace, namespaces = [] }) => <Cut text={namespace || namespaces.join(', ')} />,
    },
    {
      ...{ id: 'outcome', label: t('filter.outcome'), width: 120, sortable: false },
      cell: ({ outcome }) => <OutcomeMark outcome={outcome} />,
    },
    {
      ...{ id: 'why', label: t('why'), sortable: false },
      cell: ({ reason, failure }) => <Cut text={reason ?? failure?.text ?? ''} />,
    },
  ]
  return (
    <section
      aria-label={t('title')}
      className="h-[min(70dvh,60rem)] min-w-0 grow overflow-hidden rounded-panel border border-line"
    >
      <VirtualTable
        label={t('title')}
        rows={rows}
        columns={columns}
        sort={{ column: 'at', direction: 'descending' }}
        onSort={() => undefined}
        choice={{
          chosenId: chosen && String(chosen.seq),
          onChoose: (row) => onChoose(row),
          onChooseAgain: () => onChoose(undefined),
          nameRow: ({ seq }) => t('open', { row: seq }),
          isFound: () => false,
        }}
      />
    </section>
  )
}

function Cut({ text }: { readonly text: string }) {
  return (
    <span className="block truncate" title={text}>
      {text}
    </span>
  )
}

/** The object, else the call: names that machines read. */
function tellWhat({ action, kind, name, call }: AuditRow): string {
  const object = [action, kind, name].filter(Boolean).join(' ')
  return object ? (action ? object : `${call ?? ''} ${object}`.trim()) : (call ?? '')
}
