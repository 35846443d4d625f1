import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pino } from 'pino'
import { readLogLevel } from '#cli/env.ts'
import { askIstiod } from '#cli/gather/ask-istiod.ts'
import { gatherObjects, nameResource } from '#cli/gather/list-objects.ts'
import { recordMetrics } from '#cli/gather/record-metrics.ts'
import { parseDuration } from '#cli/graph.ts'
import { type Gathering, gatheringFolder, gatheringName, matrixEnding } from '#cli/offline/gathering.ts'
import { readCluster } from '#cli/preflight.ts'
import { maskControls } from '#cli/print.ts'
import { type Flags, readSettings } from '#cli/settings.ts'
import manifest from '#package.json' with { type: 'json' }
import { formatTarFile, tarEnd } from '#server/adapters/kubernetes/files/format-tar.ts'
import { openIdentities } from '#server/adapters/kubernetes/identities.ts'
import { closeAdapters, openAdapters } from '#server/adapters/open-adapters.ts'
import type { Meter } from '#server/adapters/process-state.ts'
import type { Config } from '#server/config/schema.ts'
import { Problem } from '#server/problem.ts'
import type { Adapters } from '#server/usecases/context.ts'

/** A large mesh takes minutes; whoever waits can end it. */
const patienceMs = 15 * 60_000
/** Whole series are more than any answer that a page waits for. */
const queryTimeoutSeconds = 60
const longestWindowSeconds = 7_200
/** As much as is read again. */
const mostBytes = 256 * 2 ** 20

const meter: Meter = {
  countRequest: () => undefined,
  countUpstream: () => undefined,
  changeStreams: () => undefined,
}

/**
 * `vardia gather`: the mesh as this person sees it now, in one archive that `--from` reads. The archive's name is standard
 * output; what it lacks, and is to be looked at before it is given away, goes to standard error. Nothing is overwritten.
 */
export async function gather(flags: Flags): Promise<void> {
  const settings = readSettings(flags)
  const timeout = Math.max(settings.VARDIA_QUERY_TIMEOUT_SECONDS, queryTimeoutSeconds)
  const config: Config = { ...settings, VARDIA_QUERY_TIMEOUT_SECONDS: timeout }
  const windowSeconds = readWindow(flags['window'])
  const signal = AbortSignal.timeout(patienceMs)
  await readCluster(config, signal)
  const nowMs = Date.now()
  const path = typeof flags['output'] === 'string' ? flags['output'] : nameArchive(nowMs)
  const adapters = openAdapters(config, pino({ level: readLogLevel('silent') }, pino.destination(2)), meter)
  const lacks: string[] = []
  try {
    const parts = gatherParts(config, adapters, { nowMs, windowSeconds, lacks, signal })
    await writeArchive(path, parts, nowMs)
  } finally {
    await closeAdapters(adapters)
  }
  for (const words of lacks) process.stderr.write(`Without ${maskControls(words)}\n`)
  process.stderr.write(
    'It holds no Secrets and no values of environment variables, but all else of these objects: look through it before you give it away.\n',
  )
  process.stdout.write(`${path}\n`)
}

interface Part {
  readonly name: string
  readonly text: string
}

async function* gatherParts(
  config: Config,
  adapters: Adapters,
  asked: {
    readonly nowMs: number
    readonly windowSeconds: number
    readonly lacks: string[]
    readonly signal: AbortSignal
  },
): AsyncGenerator<Part> {
  const { nowMs, windowSeconds, lacks, signal } = asked
  const identities = openIdentities(config)
  const place = { namespaces: config.VARDIA_NAMESPACES, rootNamespace: config.VARDIA_ROOT_NAMESPACE }
  const objects = gatherObjects(identities.reading, place, signal)
  try {
    let page = 0
    for await (const { kind, text } of objects.pages()) {
      page += 1
      yield { name: `objects/${kind}-${page}.json`, text }
    }
  } finally {
    identities.close()
  }
  const unseen = objects.unseen()
  for (const { kind, reason } of unseen)
    if (reason !== 'not-served') lacks.push(`${nameResource(kind)}: ${reason}`)
  const namespaces = objects.namespaces()
  const { prometheus } = adapters
  const recorder =
    prometheus && recordMetrics(prometheus, { namespaces, endSeconds: nowMs / 1_000, windowSeconds }, signal)
  if (recorder)
    for await (const { metric, text } of recorder.matrices())
      yield { name: `metrics/${metric}${matrixEnding}`, text }
  lacks.push(...(recorder ? recorder.lacks() : ['metrics: no Prometheus is known']))
  const istiod = await askIstiod(config, adapters.finders ?? {}, signal)
  for (const { name, text } of istiod.files) yield { name: `istiod/${name}`, text }
  lacks.push(...istiod.lacks)
  const metrics = recorder?.metrics()
  const gathering: Gathering = {
    format: 'vardia-gather/1',
    gatheredAt: new Date(nowMs).toISOString(),
    versions: listVersions({
      vardia: manifest.version,
      kubernetes: adapters.kubernetes.status().version,
      prometheus: recorder?.version(),
      istiod: istiod.version,
    }),
    cluster: config.VARDIA_CLUSTER_NAME,
    rootNamespace: config.VARDIA_ROOT_NAMESPACE,
    ...(namespaces ? { namespaces: [...namespaces] } : {}),
    unseen: unseen.map(({ kind, reason }) => ({ kind, reason })),
    ...(metrics ? { metrics } : {}),
    lacks: lacks.map((words) => `Not gathered: ${words}`),
  }
  yield { name: gatheringName, text: `${JSON.stringify(gathering, null, 2)}\n` }
}

function listVersions(versions: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(versions).flatMap(([name, version]) => (version ? [[name, version]] : [])),
  )
}

/** Written under its own name at once, for its owner alone, and taken away again when it does not become whole. */
async function writeArchive(path: string, parts: AsyncGenerator<Part>, mtimeMs: number): Promise<void> {
  async function* bytes(): AsyncGenerator<Buffer> {
    let size = 0
    for await (const { name, text } of parts) {
      size += text.length
      if (size > mostBytes)
        throw new Problem({
          kind: 'refused',
          code: 'gather-too-large',
          params: { megabytes: mostBytes / 2 ** 20 },
        })
      yield formatTarFile({ path: `${gatheringFolder}/${name}`, text, mtimeMs })
    }
    yield tarEnd
  }
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  let isOurs = false
  file.once('open', () => {
    isOurs = true
  })
  try {
    await pipeline(Readable.from(bytes()), createGzip(), file)
  } catch (error) {
    if (isOurs) await rm(path, { force: true })
    throw isExisting(error)
      ? new Error(`${path} is there already. Choose another name: vardia gather -o FILE.tgz`)
      : error
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

function nameArchive(nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '')
  return `vardia-gather-${stamp}.tgz`
}

function readWindow(text: Flags[string]): number {
  const seconds = Number(parseDuration(String(text)))
  if (seconds >= 60 && seconds <= longestWindowSeconds) return seconds
  throw new Problem({
    kind: 'invalid',
    code: 'gather-window',
    params: { window: String(text), hours: longestWindowSeconds / 3_600 },
  })
}
