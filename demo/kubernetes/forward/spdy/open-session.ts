import type { ByteChannel } from '#demo/kubernetes/forward/byte-channel.ts'
import {
  buildControl,
  buildData,
  type Frame,
  finFlag,
  kinds,
  readFrame,
} from '#demo/kubernetes/forward/spdy/frames.ts'
import { createHeaderBlocks, type Headers } from '#demo/kubernetes/forward/spdy/header-blocks.ts'

/** One stream that the client opened. */
export interface SpdyStream {
  readonly headers: Headers
  /** False when the client reads too slowly: write again after the session's `onDrain`. */
  write(bytes: Buffer): boolean
  /** Says that no more is written. */
  end(): void
  /** What the client writes; `undefined` is its end. */
  onData(listen: (bytes: Buffer | undefined) => void): void
  /** Called once, however the stream breaks: reset, or with the connection. */
  onBreak(listen: () => void): void
}

const frameLimitBytes = 16 * 1024 * 1024

/**
 * The server's end of SPDY/3.1 as far as Kubernetes' clients speak it (moby/spdystream, which has no flow control): they
 * open streams, each is accepted, and bytes go both ways until both ends have said that they are done.
 */
export function openSession(channel: ByteChannel, onStream: (stream: SpdyStream) => void): void {
  const blocks = createHeaderBlocks()
  const streams = new Map<number, ReturnType<typeof createStream>>()
  const take = async (frame: Frame): Promise<void> => {
    if (frame.form === 'data') {
      streams.get(frame.stream)?.take(frame.payload, frame.isLast)
      return
    }
    const { kind, flags, payload } = frame
    if (kind === kinds.ping) return void channel.send(buildControl(kinds.ping, payload))
    if (kind === kinds.reset) return breakStream(payload.readUInt32BE(0))
    if (kind !== kinds.synStream) return
    const id = payload.readUInt32BE(0) & 0x7fff_ffff
    const headers = await blocks.read(payload.subarray(10))
    const reply = Buffer.alloc(4)
    reply.writeUInt32BE(id)
    channel.send(buildControl(kinds.synReply, Buffer.concat([reply, await blocks.write(new Map())])))
    const stream = createStream(channel, id, headers)
    streams.set(id, stream)
    onStream(stream.opened)
    if ((flags & finFlag) !== 0) stream.take(Buffer.alloc(0), true)
  }
  const breakStream = (id: number) => {
    const broken = streams.get(id)
    streams.delete(id)
    broken?.breakOff()
  }
  let pending: Buffer = Buffer.alloc(0)
  // One after the other: a header block can only be read when those before it were.
  let turn = Promise.resolve()
  channel.onMessage((bytes) => {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes])
    for (let next = readFrame(pending); next; next = readFrame(pending)) {
      const { frame } = next
      pending = pending.subarray(next.length)
      turn = turn.then(() => take(frame)).catch(() => channel.close())
    }
    if (pending.length > frameLimitBytes) channel.close()
  })
  channel.onClose(() => {
    blocks.close()
    for (const id of [...streams.keys()]) breakStream(id)
  })
}

function createStream(channel: ByteChannel, id: number, headers: Headers) {
  let listenData: (bytes: Buffer | undefined) => void = () => undefined
  let listenBreak: () => void = () => undefined
  let isEnded = false
  const opened: SpdyStream = {
    headers,
    write: (bytes) => isEnded || channel.send(buildData(id, bytes, false)),
    end: () => {
      if (!isEnded) channel.send(buildData(id, Buffer.alloc(0), true))
      isEnded = true
    },
    onData: (listen) => {
      listenData = listen
    },
    onBreak: (listen) => {
      listenBreak = listen
    },
  }
  return {
    opened,
    take: (payload: Buffer, isLast: boolean) => {
      if (payload.length > 0) listenData(payload)
      if (isLast) listenData(undefined)
    },
    breakOff: () => {
      isEnded = true
      listenBreak()
    },
  }
}
