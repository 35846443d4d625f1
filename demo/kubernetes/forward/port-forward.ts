import type { ByteChannel } from '#demo/kubernetes/forward/byte-channel.ts'
import { connectTo, type Listener } from '#demo/kubernetes/forward/pod-ports.ts'

/** A port of the pod, and where on this machine its process listens; undefined where nothing does. */
export interface ForwardedPort {
  readonly port: number
  readonly listener: Listener | undefined
}

/** Subprotocols of kubelet's port-forward over a web socket; '' is binary, too. */
export const channelProtocols: readonly string[] = ['v4.channel.k8s.io', 'v4.base64.channel.k8s.io', '']

/**
 * Speaks kubelet's channel protocol (pkg/kubelet cri/streaming/portforward/websocket.go): two channels for each port,
 * data 2n and error 2n+1, each opened with the port in two bytes, little end first. A message begins with its channel.
 * When every port has ended, the socket is closed.
 */
export function forwardPorts(
  socket: ByteChannel,
  ports: readonly ForwardedPort[],
  { pod, base64 }: { readonly pod: string; readonly base64: boolean },
): void {
  const encode = (channel: number, bytes: Buffer) =>
    base64
      ? Buffer.from(`${channel}${bytes.toString('base64')}`)
      : Buffer.concat([Buffer.from([channel]), bytes])
  const inputs = new Map<number, (bytes: Buffer) => void>()
  let open = ports.length
  const end = () => {
    open -= 1
    if (open === 0) socket.close()
  }
  for (const [index, { port, listener }] of ports.entries()) {
    const number = Buffer.alloc(2)
    number.writeUInt16LE(port)
    for (const channel of [2 * index, 2 * index + 1]) socket.send(encode(channel, number))
    const fail = (reason: string) => {
      const words = `error forwarding port ${port} to pod ${pod}, uid : ${reason}`
      socket.send(encode(2 * index + 1, Buffer.from(words)))
    }
    if (listener === undefined) {
      fail(`failed to connect to localhost:${port} inside namespace: connection refused`)
      end()
      continue
    }
    const stream = connectTo(listener)
    // The channels cannot say that one side alone has ended.
    stream.on('end', () => stream.end())
    stream.on('data', (bytes: Buffer) => {
      if (!socket.send(encode(2 * index, bytes))) stream.pause()
    })
    socket.onDrain(() => stream.resume())
    stream.on('drain', () => socket.resume())
    stream.on('error', (error) => fail(error.message))
    stream.on('close', end)
    socket.onClose(() => stream.destroy())
    inputs.set(2 * index, (bytes) => {
      if (!stream.write(bytes)) socket.pause()
    })
  }
  socket.onMessage((message) => {
    if (message.length === 0) return
    const channel = base64 ? message.readUInt8(0) - 48 : message.readUInt8(0)
    const payload = message.subarray(1)
    inputs.get(channel)?.(base64 ? Buffer.from(payload.toString('ascii'), 'base64') : payload)
  })
}
