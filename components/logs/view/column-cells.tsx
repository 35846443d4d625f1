import { type Entry, readParsed } from '#components/logs/feed/line-store.ts'
import { Marked, type RowLook } from '#components/logs/view/line-text.tsx'
import { formatLatency } from '#components/mesh/format.ts'
import { cx } from '#components/ui/cx.ts'

/** The columns after the level, with the room that each keeps; the first one takes what is left. */
export const columnIds = ['message', 'code', 'flags', 'duration', 'target'] as const
export const columnLooks = {
  message: 'min-w-24 grow basis-0',
  code: 'w-10 shrink-0 text-right',
  flags: 'w-14 shrink-0 @max-2xl:hidden',
  duration: 'w-16 shrink-0 text-right @max-2xl:hidden',
  target: 'w-56 shrink-0 truncate @max-5xl:hidden',
} as const satisfies Record<(typeof columnIds)[number], string>

/** What a line says, in columns: the message, and of an access log the answer and where it came from. */
export function ColumnCells({ entry, look }: { readonly entry: Entry; readonly look: RowLook }) {
  const { message, access, fields, form } = readParsed(entry)
  const rest =
    form === 'json' || form === 'logfmt' ? fields.filter(([, value]) => value !== message).slice(0, 12) : []
  return (
    <>
      <span
        className={cx(
          columnLooks.message,
          look.wrap ? 'break-all whitespace-pre-wrap' : 'truncate whitespace-pre',
        )}
      >
        <Marked text={message.slice(0, 2_000)} marks={look.marks} />
        {rest.map(([key, value]) => (
          <span key={key} className="text-muted">
            {'  '}
            {key}=<Marked text={value.slice(0, 200)} marks={look.marks} />
          </span>
        ))}
      </span>
      <span className={cx(columnLooks.code, readCodeLook(access?.code ?? 0))}>{access?.code || ''}</span>
      <span className={columnLooks.flags}>{access?.flags.join(',')}</span>
      <span className={columnLooks.duration}>
        {access?.durationMs === undefined ? '' : formatLatency(access.durationMs)}
      </span>
      <span className={cx(columnLooks.target, 'text-muted')}>{access?.target}</span>
    </>
  )
}

function readCodeLook(code: number): string | false {
  if (code >= 500) return 'font-medium text-failing'
  return code >= 400 && 'font-medium text-degraded'
}
