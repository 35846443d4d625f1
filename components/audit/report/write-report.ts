import { formatCsv } from '#components/ui/format-csv.ts'
import type { auditReport } from '#contract/audit-report.ts'
import type { CallOutput } from '#contract/define-call.ts'

type Report = CallOutput<typeof auditReport>

/** The report as one table: each line says of which part it is. Moments are RFC 3339 in UTC. */
export function writeReportCsv(report: Report): string {
  const { encryption, open, changes, signIns, refusals, exceptions } = report
  const head = ['part', 'at', 'who', 'kind', 'namespace', 'name', 'value', 'text'] as const
  const rowsOf = (part: string, { items }: Report['signIns']) =>
    items.map(({ at, who, call, namespace, name, outcome, failure }) => [
      ...[part, at, who, call, namespace, name, outcome, failure?.text],
    ])
  return formatCsv([
    head,
    ...[['period', report.since, report.viewer, '', '', report.cluster, report.until, '']],
    [
      'encryption',
      report.asOf,
      '',
      '',
      '',
      '',
      encryption.mode,
      encryption.reasons.map(({ text }) => text).join(' '),
    ],
    [
      'encrypted-workloads',
      report.asOf,
      '',
      '',
      '',
      '',
      encryption.workloads.strict,
      `of ${encryption.workloads.total}`,
    ],
    ...encryption.namespaces.map(({ namespace, mode }) => [
      ...['encryption', report.asOf, '', 'Namespace', namespace, namespace, mode, ''],
    ]),
    ['open-workloads', report.asOf, '', '', '', '', open.total, `of ${open.of}`],
    ...open.items.map(({ kind, namespace, name }) => [
      ...['open-workload', report.asOf, '', kind, namespace, name, '', ''],
    ]),
    ...(changes?.items ?? []).map(({ at, who, kind, namespace, name, action, reason, outcome }) => [
      ...['change', at, who, kind, namespace, name, `${action} ${outcome}`, reason],
    ]),
    ...rowsOf('sign-in', signIns),
    ...rowsOf('refusal', refusals),
    ...exceptions.map(({ kind, namespace, name, since, says }) => [
      ...['exception', since, '', kind, namespace, name, says.code, says.text],
    ]),
  ])
}
