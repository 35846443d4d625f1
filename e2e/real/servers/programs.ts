/** A server that the Go toolchain builds from one folder of `e2e/real/go`. */
export interface GoProgram {
  readonly name: ProgramName
  /** The package that is built; `.` for one whose main is ours. */
  readonly package: string
  /** Modules that the public checksum database does not know; their sums are in go.sum. */
  readonly withoutSumDatabase?: string
}

export type ProgramName = 'etcd' | 'kubernetes' | 'kwok' | 'istiod' | 'prometheus' | 'jaeger'

/** The paths of the programs once they are built. */
export type Programs = Readonly<Record<ProgramName, string>>

/** In the order in which they are built: what the others need first, what takes longest last. */
export const goPrograms: readonly GoProgram[] = [
  { name: 'etcd', package: '.' },
  { name: 'kubernetes', package: '.' },
  { name: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' },
  { name: 'istiod', package: 'istio.io/istio/pilot/cmd/pilot-discovery' },
  { name: 'prometheus', package: 'github.com/prometheus/prometheus/cmd/prometheus' },
  {
    name: 'jaeger',
    package: 'github.com/jaegertracing/jaeger/cmd/jaeger',
    withoutSumDatabase: 'github.com/open-telemetry/*,go.opentelemetry.io/*',
  },
]
