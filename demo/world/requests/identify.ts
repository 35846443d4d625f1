import { drawShare, mix, purposes } from '#demo/world/requests/draw.ts'

/** Where a story begins: the request from which all its other requests follow. */
export interface StoryStart {
  /** Of the call that it belongs to. */
  readonly callHash: number
  /** The second of the epoch in which it begins, and its turn among the call's requests of that second. */
  readonly slot: number
  readonly turn: number
}

const hex = (value: number) => value.toString(16).padStart(8, '0')

export function hashStory({ callHash, slot, turn }: StoryStart): number {
  return mix(mix(callHash, slot), turn)
}

const turnBits = 12n
const slotBits = 32n
const keyBits = 20n
const whole = 64n

/** How many requests of one call one second may have. */
export const mostTurns = 2 ** Number(turnBits)

const factors = [0x9e3779b97f4a7c15n, 0xbf58476d1ce4e5b9n] as const
const inverses = [invert(factors[0]), invert(factors[1])] as const

/** The inverse of an odd number modulo 2^64, by Newton's method: each step doubles the bits that are right. */
function invert(odd: bigint): bigint {
  let inverse = odd
  for (let step = 0; step < 6; step += 1) {
    inverse = BigInt.asUintN(64, inverse * (2n - BigInt.asUintN(64, odd * inverse)))
  }
  return inverse
}

/**
 * The trace's id tells where its story begins, scrambled so that ids look as random as they are: its second half is
 * the call's key, the second and the turn; its first half is drawn from the story, and proves that the id is one of ours.
 */
export function formatTraceId(start: StoryStart): string {
  const story = hashStory(start)
  const key = BigInt(start.callHash) & ((1n << keyBits) - 1n)
  let packed = (key << (slotBits + turnBits)) | (BigInt(start.slot) << turnBits) | BigInt(start.turn)
  packed = BigInt.asUintN(64, packed * factors[0])
  packed ^= packed >> 32n
  packed = BigInt.asUintN(64, packed * factors[1])
  packed ^= packed >> 32n
  return `${hex(mix(story, purposes.traceId))}${hex(mix(story, purposes.traceId + 1))}${packed.toString(16).padStart(16, '0')}`
}

/** What an id of `formatTraceId` says; whether there is such a story is for the caller to check. */
export function parseTraceId(id: string): { key: number; slot: number; turn: number } {
  let packed = BigInt(`0x${id.slice(16)}`)
  packed ^= packed >> 32n
  packed = BigInt.asUintN(64, packed * inverses[1])
  packed ^= packed >> 32n
  packed = BigInt.asUintN(64, packed * inverses[0])
  return {
    key: Number(packed >> (slotBits + turnBits)),
    slot: Number((packed >> turnBits) & ((1n << slotBits) - 1n)),
    turn: Number(packed & ((1n << turnBits) - 1n)),
  }
}

/** The key by which a trace id names its call. */
export const readCallKey = (callHash: number) => callHash & (2 ** Number(keyBits) - 1)

if (keyBits + slotBits + turnBits !== whole) throw new Error('a trace id has 64 bits for its story')

/**
 * `x-request-id`: the gateway gives it, and every proxy and application hands it on. A UUID whose version digit says
 * whether the request is traced: 4 is not, 9 is sampled (Envoy source/extensions/request_id/uuid/config.cc).
 */
export function formatRequestId(story: number, sampled: boolean): string {
  const word = (at: number) => hex(mix(story, purposes.requestId + at))
  const [first, second, third] = [word(0), word(1), word(2)]
  const variant = '89ab'[mix(story, purposes.requestId + 4) & 3]
  return `${first}-${second.slice(0, 4)}-${sampled ? '9' : '4'}${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${word(3)}`
}

/** One span's id: a request has one at its client, its waypoint and its server. */
export function formatSpanId(request: number, side: 'client' | 'waypoint' | 'server'): string {
  const at = purposes.spanId + (side === 'client' ? 0 : side === 'waypoint' ? 2 : 4)
  return `${hex(mix(request, at))}${hex(mix(request, at + 1))}`
}

/** Head sampling: decided once, where the story begins. */
export function isSampled(story: number, share: number): boolean {
  return drawShare(story, purposes.sampling) < share
}
