import { hashText, type Random } from '#demo/world/random.ts'

const hour = 3_600_000

/** What a cluster makes up: identities, addresses, hashes and times, all following from the seed. */
export interface Mint {
  uid(): string
  podIp(): string
  clusterIp(): string
  /** The letters of a pod template's hash: equal for equal templates. */
  templateHash(text: string): string
  word(length: number): string
  integer(low: number, high: number): number
  /** RFC 3339 seconds of a moment that many hours before the demo began. */
  timeBefore(hours: number): string
  /** The node that the next pod lands on. */
  node(): string
}

export const nodeNames = ['node-a', 'node-b', 'node-c', 'node-d', 'node-e'] as const

export function createMint(random: Random, startMs: number): Mint {
  let pods = 0
  let services = 0
  const hex = (digits: number) =>
    Math.floor(random.next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  return {
    uid: () =>
      `${hex(8)}-${hex(4)}-4${hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(6)}${hex(6)}`,
    podIp: () => {
      pods += 1
      return `10.244.${Math.floor(pods / 250)}.${(pods % 250) + 4}`
    },
    clusterIp: () => {
      services += 1
      return `10.96.${Math.floor(services / 250)}.${(services % 250) + 4}`
    },
    templateHash: (text) => encodeSafely(String(hashText(text))),
    word: (length) => random.word(length),
    integer: (low, high) => random.integer(low, high),
    timeBefore: (hours) => `${new Date(startMs - hours * hour).toISOString().slice(0, 19)}Z`,
    node: () => random.pick(nodeNames),
  }
}

/** Spells a number with letters that make no words: apimachinery util/rand SafeEncodeString. */
function encodeSafely(digits: string): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789'
  return [...digits].map((digit) => letters[digit.charCodeAt(0) % letters.length]).join('')
}
