import type { User } from '#demo/kubernetes/users.ts'

/** Servers of the mesh that a test may crash and bring back. */
export type Mortal = 'apiServer' | 'prometheus' | 'istiod'

/** Where the servers of a running mesh are: what a test, a person or another process needs. */
export interface RealMeshFacts {
  /** One context for each user, named as the user; the current one is `admin`. */
  readonly kubeconfigPath: string
  readonly users: readonly User[]
  /** `https://127.0.0.1:<port>`, with the certificate that signed its own. */
  readonly apiServerUrl: string
  readonly certificate: string
  /** Where the cluster keeps its objects; it takes no credentials. */
  readonly etcdUrl: string
  readonly prometheusUrl: string
  /** istiod's debug interface, and its metrics. */
  readonly istiodUrl: string
  readonly istiodMonitoringUrl: string
  /** Jaeger's query service (the older API and v3), and where it takes OTLP over HTTP. */
  readonly jaegerUrl: string
  readonly otlpUrl: string
  /** `kubernetes kubectl …`: the program that holds kubectl. */
  readonly kubernetesProgram: string
}

/** A mesh that can be made sick, in this process or in another. */
export interface MortalMesh extends RealMeshFacts {
  /** The server dies as in a crash (SIGKILL); what it wrote down stays. */
  crash(server: Mortal): Promise<void>
  /** It runs again at the same address with what it had written down; resolves when it is ready. */
  recover(server: Mortal): Promise<void>
}

/** One that this process started, and stops. */
export interface RealMesh extends MortalMesh {
  stop(): Promise<void>
}
