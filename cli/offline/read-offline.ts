import { basename } from 'node:path'
import {
  type Gathering,
  gatheringName,
  gatheringSchema,
  type Matrix,
  matrixEnding,
  matrixSchema,
} from '#cli/offline/gathering.ts'
import { openRecordedMetrics } from '#cli/offline/open-recorded-metrics.ts'
import { openFileCluster } from '#server/adapters/kubernetes/files/open-file-cluster.ts'
import { parseManifests } from '#server/adapters/kubernetes/files/parse-manifests.ts'
import { describeNoObjects } from '#server/adapters/kubernetes/files/problems.ts'
import { readGiven, stampName } from '#server/adapters/kubernetes/files/read-given.ts'
import type { GivenSources } from '#server/adapters/open-adapters.ts'
import type { Config } from '#server/config/schema.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { Problem } from '#server/problem.ts'

export interface Offline {
  /** The settings, with what the files say of their cluster. */
  readonly config: Config
  readonly sources: GivenSources
  /** What of the files could not be used, for people; at most a few lines. */
  readonly words: readonly string[]
}

/** Files named one by one; of more only their number is told. */
const mostNamed = 5

/**
 * A mesh of files, to be looked at as if it ran: of a folder or an archive of manifests (a folder of YAML, a must-gather,
 * a bug report of istioctl) its objects, of what `vardia gather` wrote its metrics too. Throws Problem.
 */
export async function readOffline(path: string, given: Config): Promise<Offline> {
  const { manifests, gathering, series, faults, newestMs, stampMs } = await readAll(path)
  const first = faults[0]
  if (manifests.length === 0)
    throw describeNoObjects(path, first && new Error(`${first.path}: ${first.words}`))
  const takenMs = gathering ? Date.parse(gathering.gatheredAt) : (stampMs ?? newestMs)
  const config = gathering ? { ...given, ...readPlace(gathering) } : given
  const { versions = {}, namespaces, unseen, metrics } = gathering ?? {}
  const kubernetes = openFileCluster(config, {
    path,
    takenMs,
    manifests,
    ...(versions['kubernetes'] ? { version: versions['kubernetes'] } : {}),
    ...(namespaces ? { namespaces } : {}),
    ...(unseen ? { unseen } : {}),
  })
  const version = versions['prometheus'] ?? ''
  const prometheus = metrics && openRecordedMetrics({ address: path, takenMs, version, metrics, series })
  return {
    config,
    sources: { kubernetes, ...(prometheus ? { prometheus } : {}) },
    words: [...tellFaults(faults), ...(gathering?.lacks ?? [])],
  }
}

/** What its metrics call the cluster is part of their labels, so it must stay as it was. */
function readPlace({ cluster, rootNamespace }: Gathering) {
  return { VARDIA_CLUSTER_NAME: cluster, VARDIA_ROOT_NAMESPACE: rootNamespace }
}

interface Fault {
  readonly path: string
  readonly words: string
}

async function readAll(path: string) {
  const manifests: RawObject[] = []
  const series: Matrix['result'] = []
  const faults: Fault[] = []
  let gathering: Gathering | undefined
  let newestMs = 0
  let stampMs: number | undefined
  for await (const file of readGiven(path)) {
    newestMs = Math.max(newestMs, file.mtimeMs)
    if (basename(file.path) === stampName) stampMs = parseStamp(file.text) ?? stampMs
    else if (basename(file.path) === gatheringName) gathering = parsePart(gatheringSchema, file.text, path)
    else if (file.path.endsWith(matrixEnding))
      for (const each of parsePart(matrixSchema, file.text, path).result) series.push(each)
    else
      try {
        for (const manifest of parseManifests(file.text)) manifests.push(manifest)
      } catch (error) {
        // One file that is no YAML, a template of Helm for one, does not hide the others.
        faults.push({ path: file.path, words: error instanceof Error ? error.message : String(error) })
      }
  }
  return { manifests, gathering, series, faults, newestMs, stampMs }
}

/** The last moment of lines as Go writes them: `2026-11-21 12:00:00.123 +0100 CET m=+0.1`. */
function parseStamp(text: string): number | undefined {
  const stamps = [...text.matchAll(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-]\d\d)(\d\d)/gm)]
  const [, date, time, hours, minutes] = stamps.at(-1) ?? []
  const moment = Date.parse(`${date}T${time}${hours}:${minutes}`)
  return Number.isNaN(moment) ? undefined : moment
}

/** A part that this program itself wrote, and that somebody may have changed. */
function parsePart<Part>(
  schema: { safeParse(value: unknown): { success: true; data: Part } | { success: false; error: Error } },
  text: string,
  path: string,
): Part {
  const fail = (cause: unknown) =>
    new Problem({ kind: 'unsupported', code: 'files-format', params: { path }, adapter: 'kubernetes', cause })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw fail(error)
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw fail(undefined)
  return parsed.data
}

function tellFaults(faults: readonly Fault[]): readonly string[] {
  const named = faults.slice(0, mostNamed).map(({ path, words }) => `Left out ${path}: ${words}`)
  const more = faults.length - named.length
  return more > 0 ? [...named, `Left out ${more} more files that could not be read.`] : named
}
