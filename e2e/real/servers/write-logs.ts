import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chooseEncoding } from '#demo/kubernetes/logs/access-log-encoding.ts'
import { chooseRun, type LoggedPod } from '#demo/kubernetes/logs/choose-container.ts'
import { createLineSource, type LineSource } from '#demo/kubernetes/logs/line-source.ts'
import { formatLogTime, type LogLine } from '#demo/kubernetes/logs/log-line.ts'
import { describeContainer } from '#demo/kubernetes/logs/logged-container.ts'
import { createLogReader } from '#demo/kubernetes/logs/read-log.ts'
import { StatusError } from '#demo/kubernetes/status.ts'
import type { RequestSource } from '#demo/world/requests/request-source.ts'
import type { Manifest } from '#demo/world/types.ts'
import type { AskAdmin } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'

/** Whose pods write: enough for journeys, and a twentieth of what it costs to let the whole mesh write. */
const writing = ['bookinfo', 'istio-ingress', 'istio-system']

const everyMs = 500

/** The kind by which kwok is told which file a pod's log is. */
const kwokVersion = { apiVersion: 'kwok.x-k8s.io/v1alpha1', kind: 'Logs' }

/** kwok's own kind `Logs`, as much of it as the cluster must know. */
export const logsDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'logs.kwok.x-k8s.io' },
  spec: {
    group: 'kwok.x-k8s.io',
    scope: 'Namespaced',
    names: { kind: 'Logs', listKind: 'LogsList', plural: 'logs', singular: 'logs' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
} as const

interface LogFile {
  readonly container: string
  readonly path: string
  readonly past: () => AsyncIterable<readonly LogLine[]>
  /** What is to be written up to a moment, each line once; undefined for a container that has ended. */
  readonly readUntil: ((untilMs: number) => readonly LogLine[]) | undefined
}

/**
 * Writes what the containers of some pods say into files as a container runtime keeps them, as time goes by, and tells
 * kwok which files these are: what the demo's requests make them say. Resolves when all that is past is written.
 */
export async function startLogWriter(options: {
  readonly requests: RequestSource
  readonly folder: string
  readonly admin: AskAdmin
}): Promise<{ stop(): Promise<void> }> {
  const folder = join(options.folder, 'logs')
  await mkdir(folder, { recursive: true })
  const nowMs = Date.now()
  const lines = openLines(options.requests)
  const files: LogFile[] = []
  for (const namespace of writing) {
    const { body } = await options.admin(`/api/v1/namespaces/${namespace}/pods`)
    // Items of a list come without their kind, which nothing here reads.
    const pods: (Manifest & LoggedPod)[] = Object(body).items ?? []
    for (const pod of pods) {
      const own = listFiles({ ...options, lines, folder, pod, nowMs })
      await nameFiles(options.admin, pod, own)
      files.push(...own)
    }
  }
  for (const { path, past } of files) for await (const piece of past()) await write(path, piece)
  const ending = new AbortController()
  const running = writeNew(files, ending.signal)
  return {
    stop: async () => {
      ending.abort()
      await running
    },
  }
}

function openLines(requests: RequestSource): LineSource {
  const { manifests } = requests.world
  const telemetries = manifests.filter(({ kind }) => kind === 'Telemetry')
  return createLineSource({
    requests,
    serialLinesPerSecond: 0,
    readEncoding: (namespace) => chooseEncoding(telemetries, namespace),
    readServiceIp: () => undefined,
  })
}

function listFiles(facts: {
  readonly requests: RequestSource
  readonly lines: LineSource
  readonly folder: string
  readonly pod: Manifest & LoggedPod
  readonly nowMs: number
}): LogFile[] {
  const { requests, lines, folder, pod, nowMs } = facts
  const { metadata, spec } = pod
  return [...(spec.initContainers ?? []), ...spec.containers].flatMap(({ name }) => {
    const run = readRun(pod, name)
    if (!run) return []
    const reader = createLogReader(lines, describeContainer(requests, pod, name), run, requests.world.startMs)
    return [
      {
        container: name,
        path: join(folder, `${metadata.namespace}_${metadata.name}_${name}.log`),
        past: () => reader.list(0, nowMs),
        readUntil: run.finishedMs === undefined ? reader.follow(nowMs) : undefined,
      },
    ]
  })
}

/** The run that writes, or has written; undefined for a container that never started. */
function readRun(pod: LoggedPod, container: string) {
  try {
    return chooseRun(pod, container, false)
  } catch (error) {
    if (error instanceof StatusError) return undefined
    throw error
  }
}

async function nameFiles(admin: AskAdmin, { metadata }: Manifest, files: readonly LogFile[]): Promise<void> {
  const { name, namespace } = metadata
  const path = `/apis/${kwokVersion.apiVersion}/namespaces/${namespace}/logs`
  const { status, body } = await admin(path, 'POST', {
    ...kwokVersion,
    metadata: { name, namespace },
    spec: {
      logs: files.map(({ container, path }) => ({ containers: [container], logsFile: path, follow: true })),
    },
  })
  if (status !== 201) throw new Error(`kwok is not told of the log of ${name}: ${Object(body).message}`)
}

async function writeNew(files: readonly LogFile[], signal: AbortSignal): Promise<void> {
  while (await wait(everyMs, true, { signal, ref: false }).catch(() => false)) {
    for (const { path, readUntil } of files) if (readUntil) await write(path, readUntil(Date.now()))
  }
}

/** In the form in which a container runtime keeps logs (CRI): moment, stream, whole or partial line, words. */
async function write(path: string, lines: readonly LogLine[]): Promise<void> {
  if (lines.length === 0) return
  await appendFile(
    path,
    lines.map(({ timeMs, text }) => `${formatLogTime(timeMs)} stdout F ${text}\n`).join(''),
  )
}
