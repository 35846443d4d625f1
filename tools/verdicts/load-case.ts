import { parseAllDocuments } from 'yaml'
import * as z from 'zod/mini'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { type MeshConfig, parseMeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { findWorkload, type Workload } from '#server/mesh/objects/workloads.ts'
import { buildNamespace, buildPod, buildService } from '#tools/verdicts/case-objects.ts'

const labels = z.record(z.string(), z.string())
/** A workload's name as the cases write it. */
export const workloadNameSchema = z.object({ namespace: z.string(), name: z.string() })

const workloadSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  labels,
  serviceAccount: z.string(),
  ports: z.array(z.number()),
  kind: z.optional(z.string()),
})
const serviceSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  ports: z.array(
    z.object({ name: z.string(), port: z.number(), targetPort: z.union([z.number(), z.string()]) }),
  ),
  selector: z.optional(z.nullable(labels)),
  exportTo: z.optional(z.array(z.string())),
})

/** What every case of Istio's semantics has in common; a table extends it with its own question and verdict. */
export const caseSchema = z.object({
  id: z.string(),
  meshConfig: z.nullable(z.record(z.string(), z.unknown())),
  istio: z.string(),
  namespaces: z.array(z.object({ name: z.string(), labels })),
  workloads: z.array(workloadSchema),
  services: z.array(serviceSchema),
})
type RawCase = z.infer<typeof caseSchema>

/** A case as facts of the pure core. */
export interface LoadedCase {
  readonly snapshot: MeshSnapshot
  readonly meshConfig: MeshConfig
  /** Throws when the case does not hold it. */
  findWorkload(of: { readonly namespace: string; readonly name: string }): Workload
}

/**
 * Builds the snapshot that a cluster with the case's objects would give: Istio's objects as written, namespaces,
 * services (`exportTo` as Istio's annotation), and for each workload one running pod with a sidecar, or with a proxy
 * alone for a gateway.
 *
 * @param dataPlane how the pods are captured
 */
export function loadCase(raw: RawCase, dataPlane: 'sidecar' | 'ambient' = 'sidecar'): LoadedCase {
  const rootNamespace = raw.meshConfig?.['rootNamespace']
  const snapshot = buildSnapshotFromManifests({
    manifests: [
      ...parseManifests(raw.istio),
      ...raw.namespaces.map(buildNamespace),
      ...raw.workloads.map((workload) => buildPod(workload, { dataPlane })),
      ...raw.services.map(buildService),
    ],
    ...(typeof rootNamespace === 'string' ? { rootNamespace } : {}),
  })
  return {
    snapshot,
    meshConfig: parseMeshConfig(raw.meshConfig),
    findWorkload: ({ namespace, name }) => {
      const workload = findWorkload(snapshot, namespace, name)
      if (!workload) throw new Error(`no workload ${namespace}/${name} in case ${raw.id}`)
      return workload
    },
  }
}

/** The documents of a YAML text, empty ones left out. */
export function parseManifests(text: string): RawObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [fault] = document.errors
    if (fault) throw fault
    const value: unknown = document.toJS()
    // RawObject promises nothing: every field of it may be missing.
    return typeof value === 'object' && value !== null ? [value as RawObject] : []
  })
}
