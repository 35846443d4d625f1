import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ByteChannel } from '#demo/kubernetes/forward/byte-channel.ts'

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
/** RFC 6455, section 1.3. */
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const messageLimitBytes = 16 * 1024 * 1024

/** Whether a request asks for a web socket, as apimachinery's wsstream tells it. */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return /\bupgrade\b/i.test(headers.connection ?? '') && /^websocket$/i.test(headers.upgrade ?? '')
}

/** The subprotocols that the client offers, in its order. */
export function listProtocols({ headers }: IncomingMessage): readonly string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
}

/** The server's end of a web socket: whole messages in, whole messages out. It answers 101 with the chosen subprotocol and speaks from then on. `head` is what came behind the request. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  protocol: string,
): ByteChannel {
  const key = request.headers['sec-websocket-key'] ?? ''
  const accept = createHash('sha1').update(`${key}${acceptSuffix}`).digest('base64')
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
      '\r\n',
    ].join('\r\n'),
  )
  if (head.length > 0) socket.unshift(head)
  return openWebSocket(socket)
}

function openWebSocket(socket: Duplex): ByteChannel {
  let listenMessage: (message: Buffer) => void = () => undefined
  let pending: Buffer = Buffer.alloc(0)
  let parts: Buffer[] = []
  const write = (opcode: number, payload: Buffer) => socket.write(buildFrame(opcode, payload))
  const close = () => {
    if (socket.writable) socket.end(buildFrame(opcodes.close, Buffer.from([3, 232])))
  }
  const take = ({ opcode, isLast, payload }: Frame) => {
    if (opcode === opcodes.close) return close()
    if (opcode === opcodes.ping) return void write(opcodes.pong, payload)
    if (opcode === opcodes.pong) return
    parts.push(payload)
    if (!isLast) return
    const message = Buffer.concat(parts)
    parts = []
    listenMessage(message)
  }
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (;;) {
      const frame = readFrame(pending)
      if (!frame) break
      pending = pending.subarray(frame.length)
      take(frame)
    }
    if (pending.length > messageLimitBytes) socket.destroy()
  })
  socket.on('error', () => socket.destroy())
  return {
    send: (message) => write(opcodes.binary, message),
    onMessage: (listen) => {
      listenMessage = listen
    },
    onDrain: (listen) => void socket.on('drain', listen),
    onClose: (listen) => void socket.once('close', listen),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close,
  }
}

interface Frame {
  readonly opcode: number
  readonly isLast: boolean
  readonly payload: Buffer
  /** With its header. */
  readonly length: number
}

/** The first frame of the bytes (RFC 6455, section 5.2); undefined until it is there whole. */
function readFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined
  const first = bytes.readUInt8(0)
  const second = bytes.readUInt8(1)
  const short = second & 127
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0
  const masked = (second & 128) !== 0
  const start = 2 + extra + (masked ? 4 : 0)
  if (bytes.length < start) return undefined
  const size = extra === 2 ? bytes.readUInt16BE(2) : extra === 8 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < start + size) return undefined
  const payload = Buffer.from(bytes.subarray(start, start + size))
  if (masked) {
    const mask = bytes.subarray(start - 4, start)
    for (let index = 0; index < size; index += 1)
      payload.writeUInt8(payload.readUInt8(index) ^ mask.readUInt8(index % 4), index)
  }
  return { opcode: first & 15, isLast: (first & 128) !== 0, payload, length: start + size }
}

/** One frame, unmasked as a server's are. */
function buildFrame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10)
  head.writeUInt8(128 | opcode, 0)
  if (size < 126) head.writeUInt8(size, 1)
  else if (size < 65_536) {
    head.writeUInt8(126, 1)
    head.writeUInt16BE(size, 2)
  } else {
    head.writeUInt8(127, 1)
    head.writeBigUInt64BE(BigInt(size), 2)
  }
  return Buffer.concat([head, payload])
}
