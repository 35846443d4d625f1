import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import type { AccessAnswer, AccessQuestion } from '#server/mesh/access/types.ts'
import type { WorkloadRef } from '#server/mesh/prediction/demand.ts'
import type { MeshFacts } from '#server/mesh/prediction/mesh-facts.ts'
import type { ObservedDemand } from '#server/mesh/prediction/observe-demands.ts'
import type { PredictedEdge } from '#server/mesh/prediction/predict-traffic.ts'

/** One configuration of the mesh, ready to be asked where requests go and who may come in. */
export interface SandboxSide {
  readonly mesh: MeshFacts
  readonly access: AccessFacts
}

/** A mesh as it is, as it would be, and which demands the difference may touch. */
export interface Sandbox {
  readonly before: SandboxSide
  readonly after: SandboxSide
  /** `namespace/name` of the objects that are tried. */
  readonly changed: ReadonlySet<string>
  isConcerned(demand: ObservedDemand): boolean
}

export type EdgeEffect = 'refused' | 'depends' | 'opened' | 'moved' | 'follows'

/** Calls of one client for one service to one workload: what became of them, what would, and who decides. */
export interface ForeseenEdge {
  readonly effect: EdgeEffect
  readonly traffic: Omit<PredictedEdge, 'refusedAfter'> & { readonly refusedAfter?: number }
  /** Of the service. */
  readonly port: number
  /** As it would be asked; absent where no workload answers. */
  readonly question?: AccessQuestion
  readonly answerBefore?: AccessAnswer
  readonly answerAfter?: AccessAnswer
  readonly sampled?: SampledRequests
}

/** Single requests of an edge whose method and path are known. */
export interface SampledRequests {
  readonly requests: number
  readonly refusedBefore: number
  readonly refusedAfter: number
  readonly undecided: number
  readonly from: SeenRequest['from']
}

/** A request that was seen singly, as often as it was. */
export interface SeenRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly host?: string
  readonly count: number
  /** What told it. */
  readonly from: 'traces' | 'access-logs'
}

/** Looks up the single requests of a client to a workload. */
export type ListSeen = (source: WorkloadRef | undefined, destination: WorkloadRef) => readonly SeenRequest[]
