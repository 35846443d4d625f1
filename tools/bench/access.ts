import { loadavg } from 'node:os'
import { buildAccessMatrix } from '#server/mesh/access/build-access-matrix.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { listMeshKinds, type MeshKind } from '#server/mesh/objects/kinds.ts'
import { defaultMeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { buildSnapshot, type MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'
import { listWorkloads } from '#server/mesh/objects/workloads.ts'
import { median } from '#tools/bench/measure.ts'

export interface AccessRow {
  readonly workloads: number
  readonly policies: number
  readonly callers: number
  /** Of a new mesh, nothing known before, milliseconds. */
  readonly coldMs: number
  /** Median of answers after one policy each had changed, milliseconds. */
  readonly changedMs: number
  /** Of those the time of processors, which a busy machine changes less, milliseconds. */
  readonly coldCpuMs: number
  readonly changedCpuMs: number
  readonly load: number
}

interface Spent {
  readonly wallMs: number
  readonly cpuMs: number
}

const namespaces = 20
const rounds = 30

/** Measures the whole matrix: every workload against every workload's identity and plaintext. */
export function benchAccess(workloads: number, policies: number): AccessRow {
  const manifests = [
    ...Array.from({ length: workloads }, (_, index) => buildWorkload(index)).flat(),
    ...Array.from({ length: policies }, (_, index) => buildPolicy(index, workloads, 0)),
  ]
  const first = buildSnapshotFromManifests({ manifests })
  const columns = ['', ...Array.from({ length: workloads }, (_, index) => nameIdentity(index))]
  const measure = (snapshot: MeshSnapshot): Spent => {
    const startMs = performance.now()
    const startCpu = process.cpuUsage()
    buildAccessMatrix({
      snapshot,
      meshConfig: defaultMeshConfig,
      workloads: listWorkloads(snapshot),
      columns,
      question: {},
    })
    const { user, system } = process.cpuUsage(startCpu)
    return { wallMs: performance.now() - startMs, cpuMs: (user + system) / 1_000 }
  }
  const cold = measure(first)
  const changed: Spent[] = []
  let snapshot = first
  for (let round = 1; round <= rounds; round++) {
    snapshot = changePolicy(snapshot, buildPolicy(round, workloads, round))
    changed.push(measure(snapshot))
  }
  return {
    workloads,
    policies,
    callers: columns.length,
    coldMs: cold.wallMs,
    changedMs: median(changed.map(({ wallMs }) => wallMs)),
    coldCpuMs: cold.cpuMs,
    changedCpuMs: median(changed.map(({ cpuMs }) => cpuMs)),
    load: loadavg()[0] ?? 0,
  }
}

const placeOf = (index: number) => ({ namespace: `ns-${index % namespaces}`, name: `app-${index}` })

function nameIdentity(index: number): string {
  const { namespace, name } = placeOf(index)
  return `cluster.local/ns/${namespace}/sa/${name}`
}

function buildWorkload(index: number): readonly RawObject[] {
  const { namespace, name } = placeOf(index)
  const labels = { app: name, version: 'v1', team: `team-${index % 7}` }
  return [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${name}-1`, namespace, labels, annotations: { 'sidecar.istio.io/status': '{}' } },
      spec: { serviceAccountName: name, containers: [{ name: 'app', image: 'app', ports: [] }] },
      status: { phase: 'Running' },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    },
  ]
}

/** In turn: callers by name, by namespace with methods, a refusal of plaintext, one for a whole namespace. */
function buildPolicy(index: number, workloads: number, version: number): RawObject {
  const { namespace, name } = placeOf((index * 2) % workloads)
  const callers = Array.from({ length: 4 }, (_, of) =>
    nameIdentity((index * 13 + of * 7 + version) % workloads),
  )
  const rules = [
    [{ from: [{ source: { principals: callers } }] }],
    [
      {
        from: [{ source: { namespaces: [namespace, `ns-${index % 5}`] } }],
        to: [{ operation: { methods: ['GET'] } }],
      },
    ],
    [{ from: [{ source: { notPrincipals: ['*'] } }], to: [{ operation: { paths: ['/admin/*'] } }] }],
    [{ from: [{ source: { principals: [`cluster.local/ns/${namespace}/*`, ...callers] } }] }],
  ][index % 4]
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: `policy-${index}`, namespace, resourceVersion: String(version) },
    spec: {
      action: index % 4 === 2 ? 'DENY' : 'ALLOW',
      ...(index % 40 === 3 ? {} : { selector: { matchLabels: { app: name } } }),
      rules,
    },
  }
}

/** The next snapshot, as the watches make it: every other object, and every other list, is the one before. */
function changePolicy(snapshot: MeshSnapshot, policy: RawObject): MeshSnapshot {
  const [changed] = buildSnapshotFromManifests({ manifests: [policy] }).all('AuthorizationPolicy')
  const objects = new Map<MeshKind, readonly ObjectOf<MeshKind>[]>(
    listMeshKinds().map((kind) => [kind, snapshot.all(kind)]),
  )
  const { namespace, name } = policy.metadata ?? {}
  objects.set(
    'AuthorizationPolicy',
    snapshot
      .all('AuthorizationPolicy')
      .map((one) =>
        changed && one.metadata.namespace === namespace && one.metadata.name === name ? changed : one,
      ),
  )
  return buildSnapshot({
    version: snapshot.version + 1,
    cluster: snapshot.cluster,
    rootNamespace: snapshot.rootNamespace,
    objects,
  })
}

export function tellAccess(): void {
  const row = benchAccess(1_000, 500)
  const goal = (name: string, value: number, limit: number) =>
    console.log(
      `  ${value <= limit ? 'meets' : 'MISSES'} ${name}: ${value.toFixed(1)} of at most ${limit} ms (${(value / limit).toFixed(2)})`,
    )
  console.log(
    `${row.workloads} workloads, ${row.policies} policies, ${row.callers} callers · load ${row.load.toFixed(2)}`,
  )
  goal('the whole matrix, cold', row.coldMs, 500)
  goal('after one policy changed', row.changedMs, 20)
  console.log(
    `  of processors: ${row.coldCpuMs.toFixed(1)} ms cold, ${row.changedCpuMs.toFixed(1)} ms changed`,
  )
}
