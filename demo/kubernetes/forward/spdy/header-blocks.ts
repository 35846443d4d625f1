import { constants, createDeflate, createInflate } from 'node:zlib'
import { buildDictionary } from '#demo/kubernetes/forward/spdy/dictionary.ts'

/** Names in small letters, and their values. */
export type Headers = ReadonlyMap<string, string>

/**
 * Reads and writes the header blocks of one connection (SPDY/3.1, section 2.6.10): counted pairs of counted texts, all
 * blocks of a direction one stream of zlib, so each must be passed through in its turn.
 */
export function createHeaderBlocks(): {
  read(block: Buffer): Promise<Headers>
  write(headers: Headers): Promise<Buffer>
  close(): void
} {
  const dictionary = buildDictionary()
  const inflate = createInflate({ dictionary, finishFlush: constants.Z_SYNC_FLUSH })
  const deflate = createDeflate({ dictionary })
  return {
    read: async (block) => {
      await new Promise<void>((resolve, reject) => {
        inflate.once('error', reject)
        inflate.write(block, () => {
          inflate.off('error', reject)
          resolve()
        })
      })
      return parsePairs(takeAll(inflate))
    },
    write: async (headers) => {
      deflate.write(formatPairs(headers))
      await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve))
      return takeAll(deflate)
    },
    close: () => {
      inflate.destroy()
      deflate.destroy()
    },
  }
}

function takeAll(stream: { read(): Buffer | null }): Buffer {
  const chunks: Buffer[] = []
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function parsePairs(bytes: Buffer): Headers {
  let at = 4
  const take = () => {
    const length = bytes.readUInt32BE(at)
    at += 4 + length
    return bytes.toString('utf8', at - length, at)
  }
  const pairs = Array.from({ length: bytes.readUInt32BE(0) }, () => [take(), take()] as const)
  return new Map(pairs)
}

function formatPairs(headers: Headers): Buffer {
  const count = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  const texts = [...headers].flatMap(([name, value]) => [Buffer.from(name), Buffer.from(value)])
  return Buffer.concat([count(headers.size), ...texts.flatMap((text) => [count(text.length), text])])
}
