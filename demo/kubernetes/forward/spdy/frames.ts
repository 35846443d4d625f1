/** Kinds of control frames that are spoken here (SPDY/3.1, section 2.6). */
export const kinds = { synStream: 1, synReply: 2, reset: 3, ping: 6 } as const

export const finFlag = 1
const headBytes = 8
const version = 3

export type Frame =
  | { readonly form: 'data'; readonly stream: number; readonly isLast: boolean; readonly payload: Buffer }
  | { readonly form: 'control'; readonly kind: number; readonly flags: number; readonly payload: Buffer }

/** The first frame of the bytes, and how many it takes; undefined until it is there whole. */
export function readFrame(bytes: Buffer): { readonly frame: Frame; readonly length: number } | undefined {
  if (bytes.length < headBytes) return undefined
  const word = bytes.readUInt32BE(0)
  const flags = bytes.readUInt8(4)
  const length = headBytes + bytes.readUIntBE(5, 3)
  if (bytes.length < length) return undefined
  const payload = Buffer.from(bytes.subarray(headBytes, length))
  const isControl = word >= 0x8000_0000
  return {
    length,
    frame: isControl
      ? { form: 'control', kind: word & 0xffff, flags, payload }
      : { form: 'data', stream: word, isLast: (flags & finFlag) !== 0, payload },
  }
}

export function buildData(stream: number, payload: Buffer, isLast: boolean): Buffer {
  return buildFrame(stream, isLast ? finFlag : 0, payload)
}

export function buildControl(kind: number, payload: Buffer): Buffer {
  return buildFrame(0x8000_0000 + version * 0x1_0000 + kind, 0, payload)
}

function buildFrame(word: number, flags: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(headBytes)
  head.writeUInt32BE(word, 0)
  head.writeUInt8(flags, 4)
  head.writeUIntBE(payload.length, 5, 3)
  return Buffer.concat([head, payload])
}
