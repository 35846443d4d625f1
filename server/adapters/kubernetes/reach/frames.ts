import { randomBytes } from 'node:crypto'

/** RFC 6455, section 5.2. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export interface Frame {
  readonly opcode: number
  /** The last of its message. */
  readonly isLast: boolean
  readonly payload: Buffer
}

/** A message of the peer that is longer than anything a port-forward sends. */
const frameLimitBytes = 4 * 1024 * 1024

/** Takes frames off a stream of bytes. Throws on a frame that is too large. */
export function createFrameReader(): (chunk: Buffer) => readonly Frame[] {
  let pending: Buffer = Buffer.alloc(0)
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    const frames: Frame[] = []
    for (;;) {
      const found = readFrame(pending)
      if (!found) return frames
      frames.push(found.frame)
      pending = pending.subarray(found.length)
    }
  }
}

/** A server's frames are not masked (RFC 6455, section 5.1). */
function readFrame(bytes: Buffer): { frame: Frame; length: number } | undefined {
  if (bytes.length < 2) return undefined
  const first = bytes.readUInt8(0)
  const second = bytes.readUInt8(1)
  if ((second & 128) !== 0) throw new Error('a frame of the server is masked')
  const short = second & 127
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  if (bytes.length < start) return undefined
  const size = start === 4 ? bytes.readUInt16BE(2) : start === 10 ? Number(bytes.readBigUInt64BE(2)) : short
  if (size > frameLimitBytes) throw new Error(`a frame of ${size} bytes is too large`)
  if (bytes.length < start + size) return undefined
  const payload = bytes.subarray(start, start + size)
  return { frame: { opcode: first & 15, isLast: (first & 128) !== 0, payload }, length: start + size }
}

/** One whole message, masked as a client's must be. */
export function buildFrame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10)
  head.writeUInt8(128 | opcode, 0)
  if (size < 126) head.writeUInt8(128 | size, 1)
  else if (size < 65_536) {
    head.writeUInt8(128 | 126, 1)
    head.writeUInt16BE(size, 2)
  } else {
    head.writeUInt8(128 | 127, 1)
    head.writeBigUInt64BE(BigInt(size), 2)
  }
  const mask = randomBytes(4)
  const masked = Buffer.from(payload)
  for (let index = 0; index < size; index += 1)
    masked.writeUInt8(masked.readUInt8(index) ^ mask.readUInt8(index % 4), index)
  return Buffer.concat([head, mask, masked])
}
