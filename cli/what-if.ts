import { askMesh } from '#cli/ask-mesh.ts'
import { exitCodes } from '#cli/exit-codes.ts'
import { parseDuration } from '#cli/graph.ts'
import { openFrom } from '#cli/offline/open-from.ts'
import { formatTable, formatValue, maskControls } from '#cli/print.ts'
import { type Flags, readSettings } from '#cli/settings.ts'
import { readFiles } from '#cli/validate/read-files.ts'
import type { CallOutput } from '#contract/define-call.ts'
import { type WhatIfEdge, whatIf } from '#contract/what-if.ts'
import { parseInput } from '#server/http/parse-input.ts'
import { isListedKind, meshKinds, nameKind } from '#server/mesh/objects/kinds.ts'
import { Problem } from '#server/problem.ts'
import { readWhatIf } from '#server/usecases/read-what-if.ts'

type Answer = CallOutput<typeof whatIf>

/**
 * `vardia authz what-if`: what objects of files would refuse or open on the traffic that was seen, or the removal of
 * objects of the cluster. The process ends with 0 where nothing more is refused, opened or uncertain, else with 1.
 */
export async function printWhatIf(given: readonly string[], flags: Flags): Promise<void> {
  const { remove, output, range, enforce, files } = flags
  if ((given.length === 0) === (typeof remove !== 'string'))
    throw new Problem({ kind: 'invalid', code: 'flag-what-if', params: {} })
  const yaml = typeof remove === 'string' ? writeNames(remove.split('\n')) : await joinFiles(given)
  const input = parseInput(whatIf, {
    yaml,
    operation: typeof remove === 'string' ? 'remove' : 'apply',
    dryRun: enforce === true ? 'enforced' : 'as-is',
    ...(typeof range === 'string' ? { rangeSeconds: Number(parseDuration(range)) } : {}),
  })
  const { config, sources } = await openFrom({ from: files }, readSettings(flags))
  const answer = await askMesh(config, (context) => readWhatIf(input, context), sources)
  for (const { severity, text } of answer.notices)
    process.stderr.write(`${severity}: ${maskControls(text)}\n`)
  process.stdout.write(
    output === 'json' || output === 'yaml' ? formatValue(output, answer) : formatWhatIf(answer),
  )
  const { refused, opened, depends } = answer.counts
  if (!answer.tried || refused + opened + depends > 0) process.exitCode = exitCodes.failed
}

async function joinFiles(given: readonly string[]): Promise<string> {
  const texts = await Array.fromAsync(readFiles(given), ({ text }) => text)
  return texts.join('\n---\n')
}

/** Objects that are named alone; what is removed needs no more. Throws Problem invalid for what names none. */
export function writeNames(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(parseName(name))).join('\n---\n')
}

function parseName(text: string): object {
  const [kind = '', namespace = '', name = '', ...more] = text.split('/')
  if (!isListedKind(kind) || !namespace || !name || more.length > 0)
    throw new Problem({ kind: 'invalid', code: 'flag-object', params: { flag: '--remove' } })
  const { group, versions } = meshKinds[kind]
  return { apiVersion: `${group}/${versions[0]}`, kind: nameKind(kind), metadata: { namespace, name } }
}

export function formatWhatIf(answer: Answer): string {
  const { documents, problems, tried, edges, counts, refusedPerSecond, openedPerSecond, notes } = answer
  const words = [
    ...documents.map(({ operation, kind, namespace, name }) => `${operation}  ${kind} ${namespace}/${name}`),
    ...problems.map(({ severity, line: at, message }) => `${severity}: line ${at}: ${message}`),
    ...notes.map(({ text }) => `note: ${text}`),
  ].map(line)
  if (!tried) return [...words, line('nothing was tried')].join('')
  const shown = formatTable(['EFFECT', 'FROM', 'TO', 'PORT', 'NOW', 'THEN', 'POLICY'], edges.map(listCells))
  const told = Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.seen
  const left = told - edges.length
  const total = `${counts.refused} refused (${formatRate(refusedPerSecond)}), ${counts.opened} opened (${formatRate(openedPerSecond)}), ${counts.depends} depend, ${counts.moved} moved, ${counts.follows} follow, of ${counts.seen} clients of services that were seen`
  return [
    ...words,
    line(total),
    ...(edges.length > 0 ? ['\n', shown] : []),
    ...(left > 0 ? [line(`and ${left} more`)] : []),
  ].join('')
}

function listCells(edge: WhatIfEdge): readonly string[] {
  const { effect, source, service, destination, port, decidedBefore, decidedAfter } = edge
  const rules = decidedAfter?.decidedBy ?? []
  return [
    effect,
    source ? `${source.namespace}/${source.workload}` : '',
    destination ? `${destination.namespace}/${destination.workload}` : `${service.namespace}/${service.name}`,
    String(port),
    decidedBefore?.decision ?? '',
    decidedAfter?.decision ?? '',
    rules.map(({ namespace, policy, rule }) => `${namespace}/${policy} #${rule + 1}`).join(', '),
  ]
}

/** Two significant digits, as everywhere. */
function formatRate(perSecond: number): string {
  return `${Number(perSecond.toPrecision(2))} rps`
}

function line(text: string): string {
  return `${maskControls(text)}\n`
}
