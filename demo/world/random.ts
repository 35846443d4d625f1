/** Chance that repeats: every draw is a function of the seed, of the names it was forked by, and of its turn. */
export interface Random {
  /** The next number in [0, 1). */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number
  /** A number between `low` and `high` whose logarithm is evenly spread: many small, few large, as rates are. */
  spread(low: number, high: number): number
  pick<Item>(items: readonly [Item, ...Item[]]): Item
  chance(share: number): boolean
  /** `length` characters of the alphabet that Kubernetes takes for generated names (apimachinery util/rand). */
  word(length: number): string
  /** An own stream for a part, so that a change of one part moves no draw of another. */
  fork(name: string): Random
}

const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** FNV-1a, 32 bit: turns a name and a seed into the state of a stream. */
export function hashText(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash
}

/** The mulberry32 generator: 32 bits of state are plenty for a demo, and it is small and fast. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    integer,
    spread: (low, high) => low * (high / low) ** next(),
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
    chance: (share) => next() < share,
    word: (length) =>
      Array.from({ length }, () => nameAlphabet[integer(0, nameAlphabet.length - 1)]).join(''),
    fork: (name) => createRandom(hashText(name, seed)),
  }
}
