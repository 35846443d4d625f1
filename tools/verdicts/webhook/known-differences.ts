/** Where the preview knows less than a cluster, and why that stays. */
export interface KnownDifference {
  readonly kind: string
  /** In the cluster's words. */
  readonly said: RegExp
  readonly why: string
}

/** Refused by istiod's webhook alone; the preview's dry run, which asks the cluster, tells them before anything is saved. */
export const unknownRefusals: readonly KnownDifference[] = [
  {
    kind: 'EnvoyFilter',
    said: /proto:|referenced type unknown/,
    why: 'istiod reads a patch as the Envoy type that it is merged into; those types are Envoy’s thousands, not ours.',
  },
]

/** Told by istiod's webhook of what it lets through. */
export const untoldWarnings: readonly KnownDifference[] = [
  {
    kind: 'EnvoyFilter',
    said: /^EnvoyFilter exposes internal implementation details/,
    why: 'It is said of every EnvoyFilter, whatever it holds: it would make each a doubtful one in the list.',
  },
  {
    kind: 'EnvoyFilter',
    said: /^using deprecated type|proto:|unknown field/,
    why: 'It is known from Envoy’s types, as above.',
  },
]
