/** One number of 32 bits from two, well mixed: the finalizer of MurmurHash3 over their combination. */
export function mix(state: number, salt: number): number {
  let hash = (state + Math.imul(salt + 1, 0x9e3779b1)) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * What is drawn of one request. A draw is a function of the request and of its purpose, never of the order of asking,
 * so a request that is told in part and one that is told whole are the same.
 */
export const purposes = {
  moment: 1,
  outcome: 2,
  latency: 3,
  requestBytes: 4,
  responseBytes: 5,
  sourcePod: 6,
  destinationPod: 7,
  waypoint: 8,
  sampling: 9,
  operation: 10,
  client: 11,
  ports: 12,
  version: 13,
  repeats: 14,
  traceId: 20,
  requestId: 30,
  spanId: 40,
  words: 50,
} as const

/** A number in [0, 1) for one purpose. */
export function drawShare(hash: number, purpose: number): number {
  return mix(hash, purpose) / 4_294_967_296
}

/** A whole number from 0 to `count - 1`. */
export function drawIndex(hash: number, purpose: number, count: number): number {
  return Math.floor(drawShare(hash, purpose) * count)
}

/** The one of `items` that the hash falls to, the same while it is among them: rendezvous hashing. */
export function drawItem<Item>(
  hash: number,
  items: readonly { readonly hash: number; readonly item: Item }[],
): Item | undefined {
  let best: Item | undefined
  let highest = -1
  for (const candidate of items) {
    const weight = mix(hash, candidate.hash)
    if (weight <= highest) continue
    highest = weight
    best = candidate.item
  }
  return best
}
