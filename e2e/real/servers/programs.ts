/** A program that the Go toolchain builds from one folder of `e2e/real/go`. */
export interface GoProgram<Name extends string = string> {
  readonly name: Name
  /** The package that is built; `.` for one whose main is ours. */
  readonly package: string
  /** What it says of its own version, as its project's own build says it: variables of packages. */
  readonly says?: Readonly<Record<string, string>>
  /** Modules that the public checksum database does not know; their sums are in go.sum. */
  readonly withoutSumDatabase?: string
  /** Build tags without which it compiles, and does not work. */
  readonly tags?: string
  /** The Go that its go.mod wants, where that is newer than 1.26.0; the module proxy has it. */
  readonly toolchain?: string
}

export type ProgramName = 'etcd' | 'kubernetes' | 'kubectl27' | 'kwok' | 'istiod' | 'prometheus' | 'jaeger'

/** The paths of the programs once they are built. */
export type Programs<Name extends string = ProgramName> = Readonly<Record<Name, string>>

/** In the order in which they are built: what the others need first, what takes longest last. */
export const goPrograms: readonly GoProgram<ProgramName>[] = [
  { name: 'etcd', package: '.' },
  {
    name: 'kubernetes',
    package: '.',
    says: {
      'k8s.io/component-base/version.gitVersion': 'v1.34.4',
      'k8s.io/component-base/version.gitMajor': '1',
      'k8s.io/component-base/version.gitMinor': '34',
      'k8s.io/client-go/pkg/version.gitVersion': 'v1.34.4',
    },
  },
  {
    name: 'kubectl27',
    package: '.',
    says: {
      'k8s.io/component-base/version.gitVersion': 'v1.27.16',
      'k8s.io/component-base/version.gitMajor': '1',
      'k8s.io/component-base/version.gitMinor': '27',
      'k8s.io/client-go/pkg/version.gitVersion': 'v1.27.16',
    },
  },
  { name: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' },
  {
    name: 'istiod',
    package: 'istio.io/istio/pilot/cmd/pilot-discovery',
    says: {
      'istio.io/istio/pkg/version.buildVersion': '1.31-alpha.eed52ebb66ad',
      'istio.io/istio/pkg/version.buildGitRevision': 'eed52ebb66ad',
      'istio.io/istio/pkg/version.buildStatus': 'Clean',
    },
  },
  {
    name: 'prometheus',
    package: 'github.com/prometheus/prometheus/cmd/prometheus',
    says: { 'github.com/prometheus/common/version.Version': '3.15.0' },
  },
  {
    name: 'jaeger',
    package: 'github.com/jaegertracing/jaeger/cmd/jaeger',
    says: { 'github.com/jaegertracing/jaeger/internal/version.latestVersion': 'v2.13.0' },
    withoutSumDatabase: 'github.com/open-telemetry/*,go.opentelemetry.io/*',
  },
]

/** Other stores of metrics and traces, which `npm run test:stores` alone builds: together they take as long as the rest. */
export const storePrograms: readonly GoProgram<'thanos' | 'tempo'>[] = [
  {
    name: 'thanos',
    package: 'github.com/thanos-io/thanos/cmd/thanos',
    says: { 'github.com/prometheus/common/version.Version': '0.42.5' },
    // Its labels are laid over those of protobuf, which Prometheus' newer form of them is not (thanos .promu.yml).
    tags: 'netgo,slicelabels',
    toolchain: 'go1.26.10',
  },
  {
    name: 'tempo',
    package: 'github.com/grafana/tempo/cmd/tempo',
    says: { 'main.Version': 'v2.8.0-rc.0-87c2dc380cec' },
    withoutSumDatabase: 'github.com/grafana/*,github.com/open-telemetry/*,go.opentelemetry.io/*',
  },
]
