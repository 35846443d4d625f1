import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import {
  describeNoFiles,
  describeTooLarge,
  describeTooMany,
} from '#server/adapters/kubernetes/files/problems.ts'
import { type ReadBounds, readTar, type TarFile } from '#server/adapters/kubernetes/files/read-tar.ts'

export type GivenFile = TarFile

/** What of it is text of objects, all together. Whole objects are kept, so this is also what the process holds. */
const textBytes = 256 * 2 ** 20
const bounds: ReadBounds = { unpackedBytes: 4 * 2 ** 30, entries: 200_000, fileBytes: 128 * 2 ** 20 }

/**
 * Files without an ending by which `istioctl bug-report` writes what kubectl printed (istio/istio
 * tools/bug-report/pkg/content/content.go, GetK8sResources, GetCRs and GetPodInfo). Its `secrets` are not among them.
 */
const reported = /(^|\/)cluster\/(k8s-resources|k8s-cluster-resources|crs|pods)$/

/**
 * Answers of proxies and istiod that stand beside objects in a must-gather (openshift-service-mesh/istio-must-gather,
 * gather_istio.sh): megabytes for each pod, and no objects. Secrets hold nothing that is shown.
 */
const besideObjects = /(^|\/)(config_dump[^/]*\.json|debug-[^/]*\.json|secrets\.(ya?ml|json))$/i

/** When `oc adm must-gather` began and ended; its files' own times are those of a copy. */
export const stampName = 'timestamp'

/** Hidden folders and files are some tool's own. */
function isWanted(path: string): boolean {
  if (path.split('/').some((part) => part.startsWith('.') && part !== '.')) return false
  if (besideObjects.test(path)) return false
  return /\.(ya?ml|json)$/i.test(path) || reported.test(path) || /(^|\/)timestamp$/.test(path)
}

/**
 * The files of a folder or of a tar archive that may hold objects. Links in folders are not followed. Throws Problem
 * where there is nothing to read, where an archive is damaged, and where it is more than a process should hold.
 */
export async function* readGiven(path: string): AsyncGenerator<GivenFile> {
  let size = 0
  for await (const file of await openGiven(path)) {
    size += file.text.length
    if (size > textBytes) throw describeTooLarge(path, Math.round(textBytes / 2 ** 20))
    yield file
  }
}

async function openGiven(path: string): Promise<AsyncGenerator<GivenFile>> {
  try {
    return (await stat(path)).isDirectory() ? readFolder(path) : readTarOrFile(path)
  } catch (error) {
    throw describeNoFiles(path, error)
  }
}

/** One file of YAML is as good as a folder of it. */
async function* readTarOrFile(path: string): AsyncGenerator<GivenFile> {
  if (!/\.(ya?ml|json)$/i.test(path)) return yield* readTar(path, isWanted, bounds)
  const file = await readOne(path, path)
  if (file) yield file
}

async function* readFolder(folder: string): AsyncGenerator<GivenFile> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw describeNoFiles(folder, error)
  })
  if (entries.length > bounds.entries) throw describeTooMany(folder, bounds.entries)
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  for (const path of paths.filter(isWanted).sort()) {
    const file = await readOne(join(folder, path), path)
    if (file) yield file
  }
}

async function readOne(place: string, path: string): Promise<GivenFile | undefined> {
  try {
    const { size, mtimeMs } = await stat(place)
    if (size > bounds.fileBytes) throw describeTooLarge(place, Math.round(bounds.fileBytes / 2 ** 20))
    return { path, mtimeMs, text: await readFile(place, 'utf8') }
  } catch (error) {
    // One that vanished meanwhile is as one that was never there; one that may not be read is told.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error instanceof Error && 'syscall' in error ? describeNoFiles(place, error) : error
  }
}
