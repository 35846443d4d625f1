import { askMesh } from '#cli/ask-mesh.ts'
import { parseDuration } from '#cli/graph.ts'
import { describeSource, formatLine, type LogStyle } from '#cli/logs/format-line.ts'
import { createLinePrinter, type LinePrinter } from '#cli/logs/line-printer.ts'
import { parseSubject } from '#cli/logs/parse-subject.ts'
import { maskControls } from '#cli/print.ts'
import { type Flags, readSettings } from '#cli/settings.ts'
import type { CallArguments } from '#contract/define-call.ts'
import { type LogSource, logs } from '#contract/logs.ts'
import { openIdentities } from '#server/adapters/kubernetes/identities.ts'
import { parseQuery } from '#server/http/parse-input.ts'
import { Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { readLogs } from '#server/usecases/read-logs.ts'
import { streamLogs } from '#server/usecases/stream-logs.ts'

type Question = CallArguments<typeof logs>

/** Of each container before its new lines; without `-f` of all together. */
const defaultTail = { live: '10', past: '500' }

/**
 * `vardia logs [OBJECT]`: lines of all its pods and containers by time, on standard output; what could not be read, on
 * standard error. With `-f` until Ctrl-C, or until the one pod asked for has ended. Throws a Problem when nothing could be
 * read at all.
 */
export async function printLogs(object: string | undefined, flags: Flags): Promise<void> {
  const fixed = { VARDIA_FIND_SOURCES: 'false', VARDIA_CHECK_OUTPUT: 'false' }
  const given = readSettings(flags, fixed)
  const namespace = readText(flags, 'namespace') ?? openContextNamespace(given)
  const question = parseQuery(logs, buildQuery(object, namespace, flags))
  // Only this namespace is looked at: a command need not wait for the objects of a whole cluster.
  const config = readSettings(flags, { ...fixed, VARDIA_NAMESPACES: namespace })
  const isLive = flags['follow'] === true
  const stop = stopOnSignals(isLive)
  const style: LogStyle = {
    form: flags['output'] === 'json' ? 'json' : 'text',
    coloured: process.stdout.hasColors?.() ?? false,
    stamped: flags['timestamps'] === true,
  }
  const printer = createLinePrinter(process.stdout, (line) => formatLine(line, style))
  try {
    await askMesh(
      config,
      (context) => (isLive ? follow(question, printer, context) : printPast(question, printer, context)),
      undefined,
      isLive ? AbortSignal.any([stop, printer.gone]) : undefined,
    )
  } catch (error) {
    // Who ended it, or no longer reads, needs no words.
    if (!stop.aborted && !printer.gone.aborted) throw error
  }
}

function buildQuery(object: string | undefined, namespace: string, flags: Flags): URLSearchParams {
  const query = new URLSearchParams({ namespace, ...parseSubject(object) })
  const isLive = flags['follow'] === true
  query.set('tailLines', readText(flags, 'tail') ?? (isLive ? defaultTail.live : defaultTail.past))
  const containers = readText(flags, 'container')
  if (containers !== undefined) query.set('containers', containers)
  const since = readText(flags, 'since')
  if (since !== undefined) query.set('since', formatSince(since))
  if (flags['previous'] === true) query.set('previous', 'true')
  return query
}

/** `5m` ago as a moment; a moment, and what is neither, stays as it is, for the contract to take or refuse. */
function formatSince(text: string): string {
  const seconds = Number(parseDuration(text))
  return Number.isFinite(seconds) ? new Date(Date.now() - seconds * 1_000).toISOString() : text
}

function openContextNamespace(config: Parameters<typeof openIdentities>[0]): string {
  const identities = openIdentities(config)
  try {
    return identities.reading.namespace ?? 'default'
  } finally {
    identities.close()
  }
}

async function printPast(question: Question, printer: LinePrinter, context: UseCaseContext): Promise<void> {
  const { lines, sources, notices } = await readLogs(question, context)
  tellNotices(notices)
  const failed = sources.filter(({ state }) => state === 'failed')
  if (failed.length === sources.length) throwFirst(failed)
  for (const source of failed) tellSource(source)
  printer.settle()
  await printer.print(lines)
}

async function follow(question: Question, printer: LinePrinter, context: UseCaseContext): Promise<void> {
  const told = new Set<string>()
  const ended = new AbortController()
  const signal = AbortSignal.any([context.signal, ended.signal])
  for await (const event of await streamLogs(question, { ...context, signal })) {
    if (event.type === 'lines') await printer.print(event.lines)
    else if (event.type === 'notices') tellNotices(event.notices)
    else if (event.type === 'dropped') tell(`${event.lines} lines came faster than they could be written.`)
    else {
      for (const source of event.sources) {
        const key = `${source.pod}/${source.container} ${source.state} ${source.problem?.code}`
        if (source.state !== 'failed' || told.has(key)) continue
        told.add(key)
        tellSource(source)
      }
      const { sources } = event
      if (sources.every(({ state }) => state === 'failed')) throwFirst(sources)
      // Other pods of a workload may come; those of one pod do not.
      if (question.pod !== undefined && sources.every(({ state }) => state !== 'open' && state !== 'waiting'))
        break
    }
  }
  ended.abort()
  printer.settle()
}

function throwFirst(sources: readonly LogSource[]): void {
  const [problem] = sources.flatMap((source) => source.problem ?? [])
  if (problem) throw new Problem({ kind: problem.kind, code: problem.code, params: problem.params })
}

function tellSource(source: LogSource): void {
  tell(`${describeSource(source)}: ${source.problem?.text ?? source.state}`)
}

function tellNotices(notices: readonly { readonly severity: string; readonly text: string }[]): void {
  for (const { severity, text } of notices) tell(`${severity}: ${text}`)
}

function tell(words: string): void {
  process.stderr.write(`${maskControls(words)}\n`)
}

/** The first Ctrl-C ends a following well; what is not live ends by it as any program does. */
function stopOnSignals(isLive: boolean): AbortSignal {
  const stop = new AbortController()
  if (!isLive) return stop.signal
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  return stop.signal
}

function readText(flags: Flags, name: string): string | undefined {
  const value = flags[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
