import { Duplex } from 'node:stream'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import {
  buildFrame,
  createFrameReader,
  type Frame,
  opcodes,
} from '#server/adapters/kubernetes/reach/frames.ts'

/** A port of a pod, by its number in the pod. */
export interface PodPort {
  readonly namespace: string
  readonly pod: string
  readonly port: number
}

/**
 * kubelet's protocol for port-forwards over a web socket (kubernetes pkg/kubelet
 * cri/streaming/portforward/websocket.go): of one port the data on channel 0 and errors on channel 1, each begun with the
 * port's number in two bytes. Every API server passes it on, those before 1.31 too, which know no tunnels of SPDY.
 */
const protocol = 'v4.channel.k8s.io'
const dataChannel = 0
const errorChannel = 1
const greetingBytes = 2
/** A larger write goes in several messages: kubelet reads each into memory whole. */
const messageBytes = 32 * 1024
const openDeadlineMs = 10_000

/**
 * Forwards one connection to a port of a pod (`pods/portforward`), as the connection's identity. What is written goes to
 * the process in the pod, what it says is read; the stream fails with the cluster's words when nothing listens there.
 * Throws ApiFailure when the API server refuses, or does not answer in ten seconds.
 */
export async function openTunnel(
  connection: Connection,
  { namespace, pod, port }: PodPort,
  signal: AbortSignal,
): Promise<Duplex> {
  const { socket, head } = await connection.upgrade({
    path: `/api/v1/namespaces/${namespace}/pods/${pod}/portforward?ports=${port}`,
    protocol,
    signal,
    deadlineMs: openDeadlineMs,
  })
  if (head.length > 0) socket.unshift(head)
  return buildTunnel(socket)
}

function buildTunnel(socket: Duplex): Duplex {
  const read = createFrameReader()
  const greeted = new Map([
    [dataChannel, 0],
    [errorChannel, 0],
  ])
  let continues = -1
  let goOn: ((error?: Error | null) => void) | undefined

  const tunnel = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      let hasRoom = true
      for (let start = 0; start < chunk.length; start += messageBytes) {
        const message = Buffer.concat([
          Buffer.from([dataChannel]),
          chunk.subarray(start, start + messageBytes),
        ])
        hasRoom = socket.write(buildFrame(opcodes.binary, message))
      }
      if (hasRoom) done()
      else goOn = done
    },
    final: (done) => {
      // The protocol cannot say that one side alone has ended.
      socket.end(buildFrame(opcodes.close, Buffer.from([3, 232])))
      done()
    },
    destroy: (error, done) => {
      socket.destroy()
      done(error)
    },
  })

  /** Bytes of the data channel; other channels' first two are the port's number. */
  const takeMessage = (payload: Buffer) => {
    const channel = payload[0]
    if (channel === undefined) return
    const due = greetingBytes - (greeted.get(channel) ?? greetingBytes)
    const rest = payload.subarray(1 + Math.min(due, payload.length - 1))
    greeted.set(channel, greetingBytes - Math.max(0, due - (payload.length - 1)))
    if (rest.length === 0) return
    if (channel === dataChannel) {
      if (!tunnel.push(rest)) socket.pause()
    } else if (channel === errorChannel) tunnel.destroy(new Error(rest.toString('utf8').slice(0, 500)))
  }
  const take = ({ opcode, isLast, payload }: Frame) => {
    if (opcode === opcodes.close) return void socket.end()
    if (opcode === opcodes.ping) return void socket.write(buildFrame(opcodes.pong, payload))
    if (opcode === opcodes.pong) return
    // A continued message has its channel in its first frame alone.
    if (opcode === opcodes.continuation) takeMessage(Buffer.concat([Buffer.from([continues]), payload]))
    else {
      continues = isLast ? -1 : (payload[0] ?? -1)
      takeMessage(payload)
    }
  }
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const frame of read(chunk)) take(frame)
    } catch (error) {
      tunnel.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  })
  socket.on('drain', () => {
    const done = goOn
    goOn = undefined
    done?.()
  })
  socket.on('error', (error) => tunnel.destroy(error))
  socket.on('close', () => {
    if (!tunnel.destroyed) {
      tunnel.push(null)
      tunnel.end()
    }
  })
  return tunnel
}
