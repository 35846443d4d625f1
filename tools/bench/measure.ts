import { readFile } from 'node:fs/promises'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Reply {
  readonly status: number
  /** Milliseconds from the request to the last byte. */
  readonly ms: number
  readonly body: Buffer
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** A request without anything in the way: no parsing, no retries, connections kept. */
export function ask(
  url: string,
  options: {
    readonly method?: string
    readonly headers?: Record<string, string>
    readonly body?: string
  } = {},
): Promise<Reply> {
  const { method = 'GET', headers = {}, body } = options
  const start = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          ms: performance.now() - start,
          body: Buffer.concat(chunks),
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Resident memory of a process in MiB: now, and the most it ever had. */
export async function readMemory(pid: number): Promise<{ readonly now: number; readonly most: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const read = (name: string) =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024
  return { now: read('VmRSS'), most: read('VmHWM') }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[sorted.length % 2 ? middle : middle - 1],
    sorted[middle],
  ]
  return (low + high) / 2
}

export interface Recorded {
  readonly method: string
  readonly path: string
  readonly type: string
  readonly body: string
}

/** Stands before a Prometheus and writes down what it is asked, to be replayed. It is never measured through. */
export async function startRecorder(
  upstream: string,
): Promise<{ readonly url: string; readonly recorded: Recorded[]; stop(): void }> {
  const recorded: Recorded[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { method = 'GET', url: path = '/' } = incoming
      const type = incoming.headers['content-type'] ?? ''
      const body = Buffer.concat(chunks).toString('utf8')
      recorded.push({ method, path, type, body })
      const options = { method, body, headers: type ? { 'content-type': type } : {} }
      ask(`${upstream}${path}`, options).then(
        (reply) => outgoing.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body),
        () => outgoing.destroy(),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has this form of address.
  const { port } = server.address() as AddressInfo
  const stop = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, recorded, stop }
}
