import type { ByteChannel } from '#demo/kubernetes/forward/byte-channel.ts'
import { connectTo, type Listener } from '#demo/kubernetes/forward/pod-ports.ts'
import { streamProtocol } from '#demo/kubernetes/forward/spdy/accept-streams.ts'
import { openSession, type SpdyStream } from '#demo/kubernetes/forward/spdy/open-session.ts'

/** SPDY's streams within a web socket (KEP-4006), as kubectl from 1.31 on does. */
export const tunnelProtocol = `SPDY/3.1+${streamProtocol}`

export interface StreamFacts {
  /** `name_namespace`, as kubelet's complaints say it. */
  readonly pod: string
  /** Where on this machine the process at a port of the pod listens; undefined where nothing does. */
  readonly findListener: (port: number) => Listener | undefined
}

interface Pair {
  data?: SpdyStream
  error?: SpdyStream
}

/**
 * Speaks kubelet's port-forward over streams (pkg/kubelet, cri/streaming/portforward/httpstream.go): for each connection
 * the client opens an error and a data stream of one `requestid`; what goes wrong is written to the first, and the
 * second is the connection.
 */
export function forwardStreams(channel: ByteChannel, facts: StreamFacts): void {
  const pairs = new Map<string, Pair>()
  openSession(channel, (stream) => {
    const id = stream.headers.get('requestid') ?? ''
    const pair = pairs.get(id) ?? {}
    pairs.set(id, pair)
    if (stream.headers.get('streamtype') === 'error') pair.error = stream
    else pair.data = stream
    const { data, error } = pair
    if (!data || !error) return
    pairs.delete(id)
    forward(channel, data, error, facts)
  })
}

function forward(channel: ByteChannel, data: SpdyStream, error: SpdyStream, facts: StreamFacts): void {
  const port = Number(data.headers.get('port'))
  const listener = facts.findListener(port)
  const finish = (reason?: string) => {
    if (reason !== undefined)
      error.write(Buffer.from(`error forwarding port ${port} to pod ${facts.pod}, uid : ${reason}`))
    data.end()
    error.end()
  }
  if (listener === undefined) {
    finish(`failed to connect to localhost:${port} inside namespace: connection refused`)
    return
  }
  const process = connectTo(listener)
  let reason: string | undefined
  process.on('error', (failure) => {
    reason = failure.message
  })
  process.on('data', (bytes: Buffer) => {
    if (!data.write(bytes)) process.pause()
  })
  channel.onDrain(() => process.resume())
  process.on('drain', () => channel.resume())
  // A process that has said all has done its part; what the client still writes goes nowhere.
  process.on('end', () => process.end())
  process.on('close', () => {
    channel.resume()
    finish(reason)
  })
  data.onData((bytes) => {
    if (bytes === undefined) return void process.end()
    if (!process.write(bytes)) channel.pause()
  })
  data.onBreak(() => process.destroy())
}
