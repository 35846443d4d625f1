/** What became of a node or edge between two sides, gravest first; `same` is nothing that the thresholds call a change. */
export const changeKinds = [
  'failing',
  'vanished',
  'slower',
  'appeared',
  'less',
  'more',
  'recovered',
  'faster',
  'same',
] as const
export type ChangeKind = (typeof changeKinds)[number]

/** From where on a difference is called a change. */
export interface Thresholds {
  /** Requests that a side must have had in its window before its latency and errors are judged. */
  readonly leastRequests: number
  /** How many standard errors a difference of rates or error shares must exceed, so that chance is no change. */
  readonly sigmas: number
  /** Growth of the share of failing requests, in points of a hundred. */
  readonly failingPoints: number
  /** Latency after / before, and the milliseconds between them; both must be reached. */
  readonly slowerRatio: number
  readonly slowerMs: number
  /** Rate after / before. */
  readonly moreRatio: number
  /** TCP traffic counts no requests: bytes a second that must lie between two rates. */
  readonly leastBytesPerSecond: number
}

/** What is compared of one side. Absent is what was not measured. */
export interface SideNumbers {
  /** http and grpc. */
  readonly requestsPerSecond?: number
  /** Share of the requests that failed, 0…100. */
  readonly errorPercent?: number
  /** Of an edge the chosen quantile, of a node the mean of what it answers. */
  readonly latencyMs?: number
  /** tcp, client to server. */
  readonly bytesPerSecond?: number
}

/** The numbers of a side and the window they were taken over, in seconds. */
export interface Side {
  readonly numbers: SideNumbers
  readonly rangeSeconds: number
}

export interface Difference {
  /** The gravest of `changes`; `same` when there is none. */
  change: ChangeKind
  /** All, gravest first. */
  changes: ChangeKind[]
  /** False when there was too little traffic to say more. */
  enough: boolean
  before?: SideNumbers
  after?: SideNumbers
  /** Its namespace on the side before, where another is compared with it. */
  namespaceBefore?: string
}
