import { askMesh } from '#cli/ask-mesh.ts'
import { exitCodes } from '#cli/exit-codes.ts'
import { openFrom } from '#cli/offline/open-from.ts'
import { formatTable, formatValue, maskControls } from '#cli/print.ts'
import { type Flags, readSettings } from '#cli/settings.ts'
import { type AccessAnswer, type AccessHop, authorizationAsk } from '#contract/authorization.ts'
import type { CallOutput } from '#contract/define-call.ts'
import { parseInput } from '#server/http/parse-input.ts'
import { Problem } from '#server/problem.ts'
import { explainAccess } from '#server/usecases/explain-access.ts'

type Answer = CallOutput<typeof authorizationAsk>

/**
 * `vardia authz check`: whether a request would be let through, proxy by proxy, on standard output. The process ends with
 * 0 where it is allowed and with 1 where it is not, or cannot be told.
 */
export async function checkAuthorization(flags: Flags): Promise<void> {
  const question = parseInput(authorizationAsk, buildQuestion(flags))
  const { config, sources } = await openFrom({ from: flags['files'] }, readSettings(flags))
  const answer = await askMesh(config, (context) => explainAccess(question, context), sources)
  for (const { severity, text } of answer.notices)
    process.stderr.write(`${severity}: ${maskControls(text)}\n`)
  const { output } = flags
  process.stdout.write(
    output === 'json' || output === 'yaml' ? formatValue(output, answer) : formatAccess(answer),
  )
  if (answer.decision !== 'ALLOW') process.exitCode = exitCodes.failed
}

/** Flags as the call's input; what is wrong with them is the contract's to say. */
export function buildQuestion(flags: Flags): unknown {
  const { from, to, service, port, claim, header, noToken } = flags
  const said = ['protocol', 'method', 'path', 'host', 'sourceIp', 'remoteIp'].flatMap((name) => {
    const value = flags[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  const claims = parsePairs('--claim', claim)
  const headers = parsePairs('--header', header)
  return {
    from: parseCaller(from),
    to:
      typeof service === 'string'
        ? parsePlace('--service', service, 'service')
        : parsePlace('--to', to, 'workload'),
    ...(typeof port === 'string' ? { port: Number(port) } : {}),
    ...Object.fromEntries(said),
    ...(headers ? { headers } : {}),
    ...(claims || noToken === true ? { claims: claims ?? null } : {}),
  }
}

function parseCaller(from: Flags[string]): unknown {
  if (typeof from !== 'string') return {}
  return from.split('/').length > 2 ? { principal: from } : parsePlace('--from', from, 'workload')
}

function parsePlace(flag: string, text: Flags[string], as: 'workload' | 'service'): unknown {
  const [namespace, name, ...more] = typeof text === 'string' ? text.split('/') : []
  if (!namespace || !name || more.length > 0)
    throw new Problem({ kind: 'invalid', code: 'flag-place', params: { flag } })
  return { namespace, [as]: name }
}

/** `name=value` of each line, as the option collects them. */
function parsePairs(flag: string, lines: Flags[string]): Readonly<Record<string, string>> | undefined {
  if (typeof lines !== 'string') return undefined
  const pairs = lines.split('\n').map((line) => {
    const at = line.indexOf('=')
    if (at < 1) throw new Problem({ kind: 'invalid', code: 'flag-pair', params: { flag } })
    return [line.slice(0, at), line.slice(at + 1)] as const
  })
  return Object.fromEntries(pairs)
}

export function formatAccess({ answers, answersTotal }: Answer): string {
  const left = answersTotal - answers.length
  return [...answers.map(formatAnswer), ...(left > 0 ? [`and ${left} more workloads\n`] : [])].join('\n')
}

function formatAnswer({ workload, decision, port, protocol, open, doubts, hops }: AccessAnswer): string {
  const place = `${workload.namespace}/${workload.name}${port === undefined ? '' : `:${port}`}`
  const table = formatTable(['PROXY', 'OF', 'OUTCOME', 'POLICY', 'RULE', 'FIELDS'], hops.flatMap(listRows))
  const words = [
    `${decision}  ${place} (${protocol})`,
    ...(open.length > 0 ? [`left open: ${open.join(', ')}`] : []),
    ...doubts.map(({ text }) => `in doubt: ${text}`),
  ]
  const reasons = hops.flatMap(({ kind, reasons: told }) => told.map(({ text }) => `${kind}: ${text}`))
  const fields = hops.flatMap(({ rules }) =>
    rules.flatMap(({ namespace, policy, rule, outcome, fields: told, remarks }) =>
      [...told.map(({ says }) => says), ...remarks].map(
        ({ text }) => `  ${namespace}/${policy} #${rule + 1} ${outcome}: ${text}`,
      ),
    ),
  )
  return `${[...words].map(line).join('')}\n${table}\n${[...reasons, ...fields].map(line).join('')}`
}

function line(text: string): string {
  return `${maskControls(text)}\n`
}

function listRows({ kind, at, outcome, decidedBy }: AccessHop): readonly (readonly string[])[] {
  const head = [kind, at ? `${at.namespace}/${at.name}` : '', outcome]
  if (decidedBy.length === 0) return [[...head, '', '', '']]
  return decidedBy.map(({ namespace, policy, rule, fields }) => [
    ...head,
    `${namespace}/${policy}`,
    String(rule + 1),
    fields.join(', '),
  ])
}
