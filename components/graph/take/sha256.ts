/**
 * SHA-256 (FIPS 180-4) of a text in UTF-8, in lower-case hex. Ours, because a browser has its own only on https and
 * localhost, and a console is often reached through plain http.
 */
export function digestText(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const length = Math.ceil((bytes.length + 9) / 64) * 64
  const padded = new Uint8Array(length)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(length - 8, Math.floor((bytes.length * 8) / 2 ** 32))
  view.setUint32(length - 4, (bytes.length * 8) >>> 0)
  const state = Uint32Array.from(primes.slice(0, 8), (prime) => takeFraction(Math.sqrt(prime)))
  const words = new Uint32Array(64)
  for (let offset = 0; offset < length; offset += 64) digestBlock(state, words, view, offset)
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('')
}

/** The first 32 bits of the fraction of a root: what the standard takes its constants from. */
function takeFraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32)
}

const primes = listPrimes(64)
const constants = Uint32Array.from(primes, (prime) => takeFraction(Math.cbrt(prime)))

function listPrimes(count: number): readonly number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate)
  return found
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}

function digestBlock(state: Uint32Array, words: Uint32Array, view: DataView, offset: number): void {
  const word = (at: number) => words[at] ?? 0
  for (let at = 0; at < 16; at++) words[at] = view.getUint32(offset + at * 4)
  for (let at = 16; at < 64; at++) {
    const [old, young] = [word(at - 15), word(at - 2)]
    const low = rotate(old, 7) ^ rotate(old, 18) ^ (old >>> 3)
    const high = rotate(young, 17) ^ rotate(young, 19) ^ (young >>> 10)
    words[at] = word(at - 16) + low + word(at - 7) + high
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let at = 0; at < 64; at++) {
    const choice = (e & f) ^ (~e & g)
    const high = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const first = (h + high + choice + (constants[at] ?? 0) + word(at)) | 0
    const low = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const second = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  ;[a, b, c, d, e, f, g, h].forEach((part, at) => {
    state[at] = (state[at] ?? 0) + part
  })
}
