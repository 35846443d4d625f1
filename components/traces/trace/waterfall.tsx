'use client'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { formatLatency } from '#components/mesh/format.ts'
import { namePlace } from '#components/mesh/name-place.ts'
import { hideBelow } from '#components/traces/trace/hide-below.ts'
import { useSpanWords } from '#components/traces/trace/span-words.ts'
import { IconButton } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { cx } from '#components/ui/cx.ts'
import { CrumbIcon, FailingIcon, OpenIcon } from '#components/ui/icons.tsx'
import { type Column, VirtualTable } from '#components/ui/virtual-table.tsx'
import type { Trace, TraceSpan } from '#contract/traces.ts'

interface WaterfallProps {
  readonly trace: Trace
  readonly chosenId: string | undefined
  readonly onChoose: (id: string) => void
}

/** Every span as a row: who and which way, what came of it, and a bar where in the trace it was. */
export function Waterfall({ trace, chosenId, onChoose }: WaterfallProps) {
  const t = useTranslations('traces.waterfall')
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo(() => hideBelow(trace.spans, closed), [trace.spans, closed])
  const toggle = (id: string) =>
    setClosed((now) => {
      const next = new Set(now)
      if (!next.delete(id)) next.add(id)
      return next
    })
  const columns = useColumns(trace, closed, toggle)
  const height = Math.min(34 * (rows.length + 1) + 20, 640)
  return (
    <Card title={t('title')} className="w-full grow">
      <div style={{ height }}>
        <VirtualTable
          label={t('label')}
          columns={columns}
          rows={rows}
          sort={{ column: '', direction: 'ascending' }}
          onSort={() => undefined}
          choice={{
            chosenId,
            onChoose: ({ id }) => onChoose(id),
            onChooseAgain: () => undefined,
            nameRow: (span) =>
              t('row', {
                place: namePlace(span.place, span.service),
                duration: formatLatency(span.durationMs),
              }),
            isFound: ({ failed }) => failed,
          }}
        />
      </div>
    </Card>
  )
}

const deepestIndent = 14

function useColumns(
  { durationMs, spans }: Trace,
  closed: ReadonlySet<string>,
  toggle: (id: string) => void,
): readonly Column<TraceSpan>[] {
  const t = useTranslations('traces.waterfall')
  const words = useSpanWords()
  const parents = useMemo(() => new Set(spans.map(({ parentId }) => parentId)), [spans])
  return [
    {
      id: 'span',
      label: t('span'),
      width: 340,
      sortable: false,
      before: (span) => (
        <Indent span={span} open={!closed.has(span.id)} has={parents.has(span.id)} onToggle={toggle} />
      ),
      cell: (span) => (
        <span title={`${namePlace(span.place, span.service)} ${words.side(span)}`}>
          {span.failed ? (
            <FailingIcon size={12} className="mr-1 inline text-failing" aria-label={t('failed')} />
          ) : null}
          <bdi className="font-medium">{namePlace(span.place, span.service)}</bdi>{' '}
          <span className="text-muted">{words.side(span)}</span>
        </span>
      ),
    },
    {
      id: 'answer',
      label: t('answer'),
      width: 200,
      sortable: false,
      cell: (span) => <bdi title={words.answer(span)}>{words.answer(span)}</bdi>,
    },
    {
      id: 'self',
      label: t('self'),
      width: 90,
      align: 'right',
      sortable: false,
      cell: ({ selfMs }) => formatLatency(selfMs),
    },
    {
      id: 'time',
      label: t('time', { duration: formatLatency(durationMs) }),
      sortable: false,
      cell: (span) => <Bar span={span} durationMs={durationMs} />,
    },
  ]
}

/** Depth as room at the left, bounded, and the button that hides what is below. */
function Indent({
  span,
  open,
  has,
  onToggle,
}: {
  readonly span: TraceSpan
  readonly open: boolean
  readonly has: boolean
  readonly onToggle: (id: string) => void
}) {
  const t = useTranslations('traces.waterfall')
  const name = namePlace(span.place, span.service)
  return (
    <span
      className="inline-flex shrink-0 items-center"
      style={{ paddingLeft: `${Math.min(span.depth, deepestIndent) * 10}px` }}
    >
      {has ? (
        <IconButton
          aria-label={t(open ? 'hide' : 'show', { place: name })}
          aria-expanded={open}
          icon={open ? <OpenIcon size={12} /> : <CrumbIcon size={12} />}
          className="size-6"
          onClick={(event) => {
            event.stopPropagation()
            onToggle(span.id)
          }}
        />
      ) : (
        <span className="inline-block w-6" />
      )}
    </span>
  )
}

/** Where in the trace it was; the darker part is when all waited for it. */
function Bar({ span, durationMs }: { readonly span: TraceSpan; readonly durationMs: number }) {
  const percent = (ms: number): number => (durationMs > 0 ? (100 * ms) / durationMs : 0)
  const left = Math.min(99.5, Math.max(0, percent(span.offsetMs)))
  const width = Math.max(0.4, Math.min(100 - left, percent(span.durationMs)))
  const after = left + width
  return (
    <span className="relative block h-5" title={formatLatency(span.durationMs)}>
      <span
        className={cx(
          'absolute inset-y-1 rounded-[2px] border',
          span.failed ? 'border-failing bg-failing-soft' : 'border-accent bg-selected',
        )}
        style={{ left: `${left}%`, width: `${width}%` }}
      >
        <span
          className={cx('absolute bottom-0 left-0 h-1', span.failed ? 'bg-failing' : 'bg-accent')}
          style={{
            width: `${span.durationMs > 0 ? Math.min(100, (100 * span.criticalMs) / span.durationMs) : 0}%`,
          }}
        />
      </span>
      <span
        className={cx('tabular absolute text-small leading-5 text-muted', after > 75 ? 'pr-1.5' : 'pl-1.5')}
        style={after > 75 ? { right: `${100 - left}%` } : { left: `${after}%` }}
      >
        {left < 10 && after > 75 ? '' : formatLatency(span.durationMs)}
      </span>
    </span>
  )
}
