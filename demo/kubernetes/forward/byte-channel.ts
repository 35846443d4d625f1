import type { Duplex } from 'node:stream'

/** Bytes both ways, in the portions that whatever carries them has: a web socket's messages, a connection's chunks. */
export interface ByteChannel {
  /** False when the peer reads too slowly: send again after `onDrain`. */
  send(message: Buffer): boolean
  onMessage(listen: (message: Buffer) => void): void
  onDrain(listen: () => void): void
  /** Called once, however it ends. */
  onClose(listen: () => void): void
  pause(): void
  resume(): void
  close(): void
}

/** The bare connection behind an upgrade. `head` is what came behind the request. */
export function openBareChannel(socket: Duplex, head: Buffer): ByteChannel {
  if (head.length > 0) socket.unshift(head)
  socket.on('error', () => socket.destroy())
  return {
    send: (message) => socket.writable && socket.write(message),
    onMessage: (listen) => void socket.on('data', listen),
    onDrain: (listen) => void socket.on('drain', listen),
    onClose: (listen) => void socket.once('close', listen),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close: () => void socket.end(),
  }
}
