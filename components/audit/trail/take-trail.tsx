'use client'
import { useTranslations } from 'next-intl'
import { isApiProblem } from '#components/query/api-problem.ts'
import { sendCall } from '#components/query/send-call.ts'
import { useMessages } from '#components/shell/messages.tsx'
import { type Cell, formatCsv } from '#components/ui/format-csv.ts'
import { TakeIcon } from '#components/ui/icons.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { saveFile } from '#components/ui/save-file.ts'
import { type AuditRow, audit } from '#contract/audit.ts'
import type { CallInput } from '#contract/define-call.ts'

type Input = CallInput<typeof audit>

const pageRows = 1_000
/** A browser holds so many at ease; `vardia audit export` writes all. */
const mostRows = 50_000

const columns: readonly (keyof AuditRow)[] = [
  ...(['seq', 'at', 'act', 'outcome', 'who', 'groups', 'method', 'peer', 'requestId', 'call'] as const),
  ...(['action', 'kind', 'namespace', 'namespaces', 'name', 'failure', 'reason', 'change'] as const),
  ...(['settles', 'times', 'sealedUpTo', 'hash'] as const),
]

/** The rows that fit the filters, all pages of them, as a file. */
export function TakeTrail({ input }: { readonly input: Input }) {
  const t = useTranslations('audit.take')
  const messages = useMessages()
  const take = async (form: 'csv' | 'json') => {
    try {
      const { items, isWhole } = await readAll(input)
      const text = form === 'csv' ? writeCsv(items) : JSON.stringify({ items }, null, 2)
      const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
      const type = form === 'csv' ? 'text/csv' : 'application/json'
      saveFile(new Blob([text], { type }), `vardia-audit-${stamp}.${form}`)
      if (!isWhole) messages.post({ severity: 'warning', text: t('cut', { count: items.length }) })
    } catch (error) {
      messages.post({ severity: 'error', text: isApiProblem(error) ? error.message : t('failed') })
    }
  }
  const items = (['csv', 'json'] as const).map((form) => ({
    id: form,
    label: t(form),
    onSelect: () => void take(form),
  }))
  return <Menu label={t('label')} align="end" icon={<TakeIcon size={14} />} groups={[{ items }]} />
}

async function readAll(input: Input) {
  const items: AuditRow[] = []
  let before: number | undefined
  do {
    const page: Awaited<ReturnType<typeof sendCall<typeof audit>>> = await sendCall(audit, {
      ...input,
      limit: pageRows,
      ...(before === undefined ? {} : { before }),
    })
    items.push(...page.items)
    before = page.next
  } while (before !== undefined && items.length < mostRows)
  return { items, isWhole: before === undefined }
}

function writeCsv(items: readonly AuditRow[]): string {
  const tell = (value: AuditRow[keyof AuditRow]): Cell =>
    Array.isArray(value) ? value.join(' ') : typeof value === 'object' ? value.code : value
  return formatCsv([columns, ...items.map((item) => columns.map((column) => tell(item[column])))])
}
