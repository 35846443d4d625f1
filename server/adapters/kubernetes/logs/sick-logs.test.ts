import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Connection, openConnection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { followLog } from '#server/adapters/kubernetes/logs/follow-log.ts'
import { readLimitBytes, readLog } from '#server/adapters/kubernetes/logs/read-log.ts'
import { shareFollows } from '#server/adapters/kubernetes/logs/share-follows.ts'
import { longestLineBytes } from '#server/adapters/kubernetes/logs/split-lines.ts'
import type { LogLine } from '#server/adapters/kubernetes/logs/types.ts'

const stamp = '2026-11-21T12:00:00.5Z'
const target = { namespace: 'n', pod: 'p', container: 'c' }
const question = { tailLines: 500, previous: false }
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A connection to an API server that answers every question for a log so. */
async function connect(answer: RequestListener): Promise<Connection> {
  const server: Server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server's address
  const connection = openConnection({
    name: 'one',
    cluster: { server: `http://127.0.0.1:${port}`, skipTlsVerify: false },
    user: {},
  })
  closers.push(() => {
    connection.close()
    server.close()
    server.closeAllConnections()
  })
  return connection
}

const refuse = (response: Parameters<RequestListener>[1], code: number, message: string) =>
  response
    .writeHead(code, { 'content-type': 'application/json' })
    .end(JSON.stringify({ kind: 'Status', status: 'Failure', code, message }))

const { signal } = new AbortController()

describe('a log read at once', () => {
  it('of a gigabyte, from a server that knows no limit, is read no further than the limit', async () => {
    let sent = 0
    const line = Buffer.from(`${stamp} ${'x'.repeat(1_000)}\n`.repeat(64))
    const connection = await connect((_, response) => {
      const write = () => {
        while (sent < 2 ** 30 && !response.destroyed) {
          sent += line.length
          if (!response.write(line)) return void response.once('drain', write)
        }
        response.end()
      }
      write()
    })
    const lines = await readLog(connection, target, question, signal)
    expect(lines.length).toBeGreaterThan(1_000)
    expect(lines.reduce((bytes, { text }) => bytes + text.length, 0)).toBeLessThanOrEqual(
      readLimitBytes * 1.1,
    )
    expect(sent).toBeLessThan(2 ** 28)
  })

  it('has the newest lines, though the limit cuts them first', async () => {
    const written = Array.from({ length: 400 }, (_, at) => `${stamp} ${at} ${'x'.repeat(60_000)}\n`)
    const connection = await connect((request, response) => {
      const asked = new URL(request.url ?? '', 'http://here').searchParams
      const tail = written.slice(-Number(asked.get('tailLines'))).join('')
      response.end(tail.slice(0, Number(asked.get('limitBytes'))))
    })
    const lines = await readLog(connection, target, question, signal)
    expect(lines.at(-1)?.text).toMatch(/^399 x+$/)
    expect(lines.length).toBeGreaterThan(50)
  })

  it('with one line of ten megabytes has its beginning, and how much of it is missing', async () => {
    const connection = await connect((request, response) => {
      const limit = Number(new URL(request.url ?? '', 'http://here').searchParams.get('limitBytes'))
      response.end(`${stamp} ${'x'.repeat(10 * 2 ** 20)}\n`.slice(0, limit))
    })
    const [line, ...more] = await readLog(connection, target, question, signal)
    expect(more).toEqual([])
    expect(line?.text.length).toBe(longestLineBytes - stamp.length - 1)
    expect(line?.cutBytes).toBe(readLimitBytes - longestLineBytes)
  })

  it('of bytes that are no text is told as far as it is one, colours and all', async () => {
    const bytes = [0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x00, 0xff, 0xc3, 0x28]
    const connection = await connect((_, response) =>
      response.end(Buffer.concat([Buffer.from(`${stamp} `), Buffer.from(bytes), Buffer.from('\n')])),
    )
    expect(await readLog(connection, target, question, signal)).toEqual([
      { time: stamp, text: '\u001b[31m\u0000\ufffd\ufffd(' },
    ])
  })

  it('that falls silent in the middle is given up', async () => {
    const connection = await connect((_, response) => void response.write(`${stamp} one\n`))
    await expect(readLog(connection, target, question, signal, 200)).rejects.toMatchObject({
      problem: { kind: 'timeout', code: 'kubernetes-timeout', target: 'pods/p/log' },
    })
  })
})

describe('a log that is followed', () => {
  it('waits for a container that has not started, in the words of the kubelet, and ends with its pod', async () => {
    let asked = 0
    const connection = await connect((_, response) => {
      asked += 1
      if (asked === 1)
        return void refuse(response, 400, 'container "c" in pod "p" is waiting to start: ContainerCreating')
      if (asked === 2) return void response.end(`${stamp} at last\n`)
      refuse(response, 404, 'pods "p" not found')
    })
    const told: string[] = []
    const lines: LogLine[] = []
    await new Promise<void>((resolve) => {
      void followLog(
        connection,
        target,
        { tailLines: 10 },
        {
          lines: (more) => void lines.push(...more),
          state: (state, problem) =>
            void told.push([state, problem?.code, problem?.cause].filter(Boolean).join(' ')),
          end: (problem) => {
            told.push(`ended: ${problem.code}`)
            resolve()
          },
        },
        signal,
      )
    })
    expect(lines).toEqual([{ time: stamp, text: 'at last' }])
    expect(told).toEqual([
      'waiting log-not-started Error: ContainerCreating',
      'open',
      'waiting',
      'ended: kubernetes-not-found',
    ])
  })

  it('is told to who joins later though the lines from before never come', async () => {
    const line = `${stamp} ${'x'.repeat(10_000)}\n`
    const connection = await connect((request, response) => {
      if (!request.url?.includes('follow=true')) return
      const timer = setInterval(() => response.write(line.repeat(100)), 10)
      response.once('close', () => clearInterval(timer))
    })
    const follows = shareFollows()
    closers.push(follows.close)
    const join = (tailLines: number) =>
      new Promise<number>((resolve) => {
        const follower = {
          lines: (lines: readonly LogLine[]) => resolve(lines.length),
          state: () => {},
          end: () => {},
        }
        follows.join(connection, target, { tailLines }, follower)
      })
    expect(await join(1)).toBeGreaterThan(0)
    expect(await join(5_000)).toBeGreaterThan(0)
    expect(follows.count()).toBe(1)
  })
})
