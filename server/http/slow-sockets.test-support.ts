import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const kinds = ['headers', 'body', 'idle'] as const
type Kind = (typeof kinds)[number]

export interface SlowSockets {
  /** How many of each kind the server has not closed yet. */
  readonly open: Readonly<Record<Kind, number>>
  /** Resolves when the server has closed every one. */
  readonly allClosed: Promise<unknown>
  close(): void
}

const dribbleMs = 1_000

/**
 * Clients that hold connections: a third dribble headers and a third a body, byte by byte and never to the end, and a
 * third ask once and keep the connection. Resolves when all are connected.
 */
export async function openSlowSockets(port: number, count: number): Promise<SlowSockets> {
  const open: Record<Kind, number> = { headers: 0, body: 0, idle: 0 }
  const sockets = Array.from({ length: count }, (_, at) => {
    const kind = kinds[at % kinds.length] ?? 'idle'
    const socket = connect(port, '127.0.0.1')
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    // A server that closes in the middle of a byte resets the connection.
    socket.on('error', () => undefined)
    socket.resume()
    open[kind] += 1
    void closed.then(() => {
      open[kind] -= 1
    })
    return { kind, socket, closed }
  })
  await Promise.all(sockets.map(({ socket }) => once(socket, 'connect')))
  for (const { kind, socket } of sockets) socket.write(begin(kind, port))
  const dribble = setInterval(() => {
    for (const { kind, socket } of sockets) if (kind !== 'idle' && isOpen(socket)) socket.write('x')
  }, dribbleMs)
  return {
    open,
    allClosed: Promise.all(sockets.map(({ closed }) => closed)),
    close: () => {
      clearInterval(dribble)
      for (const { socket } of sockets) socket.destroy()
    },
  }
}

const isOpen = ({ destroyed, writable }: Socket) => !destroyed && writable

function begin(kind: Kind, port: number): string {
  const host = `Host: 127.0.0.1:${port}\r\n`
  if (kind === 'idle') return `GET /healthz HTTP/1.1\r\n${host}\r\n`
  if (kind === 'headers') return `GET /healthz HTTP/1.1\r\n${host}X-Slow: `
  const sized = 'Content-Type: application/json\r\nContent-Length: 1000\r\n'
  return `POST /api/v1/preview HTTP/1.1\r\n${host}Origin: http://127.0.0.1:${port}\r\n${sized}\r\n{`
}
