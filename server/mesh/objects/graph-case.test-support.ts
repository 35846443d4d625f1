import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** Where the recorded moment of a real cluster lies beside a development checkout; absent elsewhere. */
export const graphCaseFolder = new URL('../../../../shared/graph-cases/kubernetes/', import.meta.url)

/** For tests only: the cluster of `../shared/graph-cases/kubernetes` as a snapshot, or undefined where it is absent. */
export function readGraphCaseSnapshot(): MeshSnapshot | undefined {
  if (!existsSync(graphCaseFolder)) return undefined
  const manifests = readdirSync(graphCaseFolder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      // The files are objects or lists of objects, as `kubectl get -o json` writes them.
      const body = JSON.parse(readFileSync(new URL(file, graphCaseFolder), 'utf8')) as RawObject & {
        items?: RawObject[]
      }
      return body.items ?? [body]
    })
  return buildSnapshotFromManifests({ manifests })
}
