import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import {
  describeDamaged,
  describeTooLarge,
  describeTooMany,
  describeUnsafe,
} from '#server/adapters/kubernetes/files/problems.ts'

export interface TarFile {
  readonly path: string
  readonly mtimeMs: number
  readonly text: string
}

export interface ReadBounds {
  /** Of the archive unpacked, whatever of it is wanted: a small file can unpack to petabytes. */
  readonly unpackedBytes: number
  readonly entries: number
  readonly fileBytes: number
}

const block = 512

/**
 * The regular files of a tar archive (POSIX.1-2017 pax and ustar, GNU long names), gzipped or not, that `isWanted` takes.
 * Links and devices are passed over, since nothing is written anywhere. Throws Problem for one that is cut short or
 * garbled, that unpacks to more than the bounds, or that names places outside itself.
 */
export async function* readTar(
  path: string,
  isWanted: (name: string) => boolean,
  bounds: ReadBounds,
): AsyncGenerator<TarFile> {
  const source = openBytes(path, bounds.unpackedBytes)
  let longName: string | undefined
  for (let count = 0; ; count += 1) {
    const header = await source.take(block)
    // Two blocks of zeros end it; some writers leave out the second, none both.
    if (header.every((byte) => byte === 0)) break
    if (count >= bounds.entries) throw describeTooMany(path, bounds.entries)
    const entry = parseHeader(header)
    if (!entry) throw describeDamaged(path)
    const padded = Math.ceil(entry.size / block) * block
    if (isNaming(entry.type)) {
      if (entry.size > longestNaming) throw describeDamaged(path)
      const content = (await source.take(padded)).subarray(0, entry.size)
      longName = readLongName(entry.type, content) ?? longName
      continue
    }
    const name = longName ?? entry.name
    longName = undefined
    if (isUnsafe(name)) throw describeUnsafe(path, name)
    const isFile = entry.type === '0' || entry.type === '\0' || entry.type === '7'
    if (!isFile || !isWanted(name)) {
      await source.skip(padded)
      continue
    }
    if (entry.size > bounds.fileBytes) throw describeTooLarge(path, Math.round(bounds.fileBytes / 2 ** 20))
    const text = (await source.take(padded)).subarray(0, entry.size).toString('utf8')
    yield { path: name, mtimeMs: entry.mtimeMs, text }
  }
}

interface Header {
  readonly name: string
  readonly size: number
  readonly mtimeMs: number
  readonly type: string
}

/** Undefined where the checksum does not hold: it is no header. */
function parseHeader(bytes: Buffer): Header | undefined {
  let sum = 0
  for (let at = 0; at < block; at += 1) sum += at >= 148 && at < 156 ? 32 : (bytes[at] ?? 0)
  if (sum !== readOctal(bytes, 148, 8)) return undefined
  const size = readOctal(bytes, 124, 12)
  if (!Number.isSafeInteger(size) || size < 0) return undefined
  const prefix = bytes.toString('latin1', 257, 262) === 'ustar' ? readText(bytes, 345, 155) : ''
  const name = readText(bytes, 0, 100)
  return {
    name: prefix ? `${prefix}/${name}` : name,
    size,
    mtimeMs: readOctal(bytes, 136, 12) * 1_000,
    type: bytes.toString('latin1', 156, 157),
  }
}

/** Octal digits, or where they did not suffice a big-endian number whose first bit is set (GNU, star). */
function readOctal(bytes: Buffer, at: number, length: number): number {
  if ((bytes[at] ?? 0) & 0x80) return Number(BigInt(`0x${bytes.toString('hex', at + 1, at + length)}`))
  return Number.parseInt(readText(bytes, at, length).trim() || '0', 8)
}

function readText(bytes: Buffer, at: number, length: number): string {
  const end = bytes.indexOf(0, at)
  return bytes.toString('utf8', at, end >= at && end < at + length ? end : at + length)
}

/** A name or a link that is longer than a header's field comes before its entry: GNU's L and K, pax' x and g. */
const isNaming = (type: string) => 'LKxg'.includes(type)
const longestNaming = 1024 * 1024

function readLongName(type: string, content: Buffer): string | undefined {
  if (type === 'L') return readText(content, 0, content.length)
  if (type !== 'x') return undefined
  // Records are `LENGTH KEY=VALUE\n`; of them the path alone matters here.
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content.toString('utf8'))?.[1]
}

function isUnsafe(name: string): boolean {
  return name.startsWith('/') || /^[a-zA-Z]:/.test(name) || name.split(/[/\\]/).includes('..')
}

interface Bytes {
  /** Exactly so many bytes. Throws Problem where they end before. */
  take(count: number): Promise<Buffer>
  skip(count: number): Promise<void>
}

function openBytes(path: string, limit: number): Bytes {
  const chunks = unpack(path, limit)[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  const more = async () => {
    const next = await chunks.next()
    if (next.done) throw describeDamaged(path)
    return next.value
  }
  return {
    take: async (count) => {
      const parts = [held]
      let size = held.length
      while (size < count) {
        const chunk = await more()
        parts.push(chunk)
        size += chunk.length
      }
      const all = parts.length === 1 ? held : Buffer.concat(parts, size)
      held = all.subarray(count)
      return all.subarray(0, count)
    },
    skip: async (count) => {
      let left = count
      while (left > held.length) {
        left -= held.length
        held = await more()
      }
      held = held.subarray(left)
    },
  }
}

async function* unpack(path: string, limit: number): AsyncGenerator<Buffer> {
  const raw = createReadStream(path)
  let size = 0
  try {
    for await (const chunk of (await isGzip(path)) ? raw.pipe(createGunzip()) : raw) {
      size += chunk.length
      if (size > limit) throw describeTooLarge(path, Math.round(limit / 2 ** 20))
      yield chunk
    }
  } catch (error) {
    throw error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
      ? describeDamaged(path, error)
      : error
  } finally {
    raw.destroy()
  }
}

async function isGzip(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 1 })) return chunk.readUInt16BE?.(0) === 0x1f8b
  return false
}
