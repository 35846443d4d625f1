import { connect, createServer, type Server, type Socket } from 'node:net'
import { constants, createDeflate, deflateSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { openBareChannel } from '#demo/kubernetes/forward/byte-channel.ts'
import { forwardStreams } from '#demo/kubernetes/forward/forward-streams.ts'
import { buildDictionary } from '#demo/kubernetes/forward/spdy/dictionary.ts'
import {
  buildControl,
  buildData,
  type Frame,
  kinds,
  readFrame,
} from '#demo/kubernetes/forward/spdy/frames.ts'

const servers: Server[] = []
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

async function listen(handle: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket)
    handle(socket)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** A client that opens streams as kubectl does, and collects what comes on each. */
async function openClient(port: number) {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  const deflate = createDeflate({ dictionary: buildDictionary() })
  const frames: Frame[] = []
  let pending: Buffer = Buffer.alloc(0)
  socket.on('data', (bytes) => {
    pending = Buffer.concat([pending, bytes])
    for (let next = readFrame(pending); next; next = readFrame(pending)) {
      frames.push(next.frame)
      pending = pending.subarray(next.length)
    }
  })
  const count = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  return {
    open: async (id: number, headers: Readonly<Record<string, string>>) => {
      const texts = Object.entries(headers)
        .flat()
        .map((text) => Buffer.from(text))
      deflate.write(
        Buffer.concat([count(texts.length / 2), ...texts.flatMap((text) => [count(text.length), text])]),
      )
      await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve))
      const chunks: Buffer[] = []
      for (let chunk = deflate.read(); chunk; chunk = deflate.read()) chunks.push(chunk)
      socket.write(buildControl(kinds.synStream, Buffer.concat([count(id), Buffer.alloc(6), ...chunks])))
    },
    send: (bytes: Buffer) => socket.write(bytes),
    cut: () => socket.destroy(),
    controls: () => frames.flatMap((frame) => (frame.form === 'control' ? [frame.kind] : [])),
    text: (id: number) =>
      frames
        .flatMap((frame) => (frame.form === 'data' && frame.stream === id ? [frame.payload.toString()] : []))
        .join(''),
    isEnded: (id: number) =>
      frames.some((frame) => frame.form === 'data' && frame.stream === id && frame.isLast),
  }
}

const pairOf = (requestid: string, port = '80') =>
  [
    { streamtype: 'error', port, requestid },
    { streamtype: 'data', port, requestid },
  ] as const

async function startForward(findListener: (port: number) => number | undefined) {
  const front = await listen((socket) =>
    forwardStreams(openBareChannel(socket, Buffer.alloc(0)), { pod: 'web_shop', findListener }),
  )
  return openClient(front)
}

it('compresses headers with the dictionary that SPDY names', () => {
  const id = deflateSync('x', { dictionary: buildDictionary() }).subarray(2, 6).toString('hex')
  expect([buildDictionary().length, id]).toEqual([1423, 'e3c6a7c2'])
})

describe('ports over streams', () => {
  it('each connection is a pair of streams of its own, and ends for itself', async () => {
    const process = await listen((socket) => socket.on('data', (bytes) => socket.end(`heard ${bytes}`)))
    const client = await startForward(() => process)
    for (const [at, requestid] of ['0', '1'].entries()) {
      const [error, data] = pairOf(requestid)
      await client.open(4 * at + 1, error)
      await client.open(4 * at + 3, data)
    }
    client.send(buildData(7, Buffer.from('second'), false))
    await expect.poll(() => client.text(7)).toBe('heard second')
    await expect
      .poll(() => [client.isEnded(7), client.isEnded(5), client.isEnded(3)])
      .toEqual([true, true, false])
    client.send(buildData(3, Buffer.from('first'), false))
    await expect.poll(() => client.text(3)).toBe('heard first')
    expect(client.controls().filter((kind) => kind === kinds.synReply)).toHaveLength(4)
  })

  it('what nobody listens at is told on the error stream, in the words of kubelet', async () => {
    const client = await startForward(() => undefined)
    const [error, data] = pairOf('0', '81')
    await client.open(1, error)
    await client.open(3, data)
    await expect.poll(() => client.isEnded(1) && client.isEnded(3)).toBe(true)
    expect(client.text(1)).toMatch(/^error forwarding port 81 to pod web_shop, uid : .*refused$/)
  })

  it('a client that ends its stream ends the connection, and one that goes takes all of them', async () => {
    let open = 0
    const process = await listen((socket) => {
      open += 1
      socket.on('close', () => {
        open -= 1
      })
      socket.resume()
    })
    const client = await startForward(() => process)
    for (const [at, requestid] of ['0', '1'].entries()) {
      const [error, data] = pairOf(requestid)
      await client.open(4 * at + 1, error)
      await client.open(4 * at + 3, data)
    }
    await expect.poll(() => open).toBe(2)
    client.send(buildData(3, Buffer.alloc(0), true))
    await expect.poll(() => open).toBe(1)
    client.cut()
    await expect.poll(() => open).toBe(0)
  })

  it('a ping comes back as it was sent', async () => {
    const client = await startForward(() => undefined)
    client.send(buildControl(kinds.ping, Buffer.from([0, 0, 0, 1])))
    await expect.poll(() => client.controls()).toEqual([kinds.ping])
  })
})
