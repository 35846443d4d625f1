import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type IncomingHttpHeaders, request as sendRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Demo, startDemo } from '#demo/serve.ts'
import { nodeFlags } from '#server/config/node-flags.ts'
import { buildConsole } from '#tools/build/build-console.ts'

/** A first build takes some seconds, and another process may hold the lock before. */
export const startTimeoutMs = 180_000

const root = join(import.meta.dirname, '../..')

export interface TestAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
}

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface TestConsole {
  readonly url: string
  readonly port: number
  readonly demo: Demo
  readonly process: ChildProcess
  /** What the process wrote to stderr so far: its log. */
  readLog(): string
  /** One request over a connection of its own; the path is sent as it stands. */
  ask(path: string, asked?: Asked): Promise<TestAnswer>
  /** Sends the bytes and returns all that comes until the server closes. */
  askRaw(text: string): Promise<string>
  stop(): Promise<void>
}

/**
 * Runs server/main.ts as a process over the demo's servers, on free ports.
 *
 * @param shared a demo that several consoles look at, and that outlives each
 */
export async function startTestConsole(
  settings: Readonly<Record<string, string>> = {},
  shared?: Demo,
): Promise<TestConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-'))
  const [, demo] = await Promise.all([
    buildConsole(),
    shared ?? startDemo({ kubeconfigPath: join(folder, 'kubeconfig') }),
  ])
  const child = runMain({
    PORT: '0',
    KUBECONFIG: demo.kubeconfigPath,
    VARDIA_DATA_DIR: 'none',
    VARDIA_PROMETHEUS_URL: demo.prometheusUrl,
    VARDIA_ISTIOD_URL: demo.istiodUrls.join(','),
    VARDIA_CHECK_OUTPUT: 'true',
    ...settings,
  })
  const log: string[] = []
  child.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString()))
  const url = await readAddress(child, log)
  const port = Number(new URL(url).port)
  return {
    url,
    port,
    demo,
    process: child,
    readLog: () => log.join(''),
    ask: (path, asked = {}) => askOnce(port, path, asked),
    askRaw: (text) => askRaw(port, text),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      if (!shared) await demo.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** server/main.ts with these settings and no others of ours. */
export function runMain(settings: Readonly<Record<string, string>>): ChildProcess {
  const inherited = Object.entries({ ...process.env }).filter(
    ([name]) => !name.startsWith('VARDIA_') && !['PORT', 'HOST', 'KUBECONFIG', 'NODE_ENV'].includes(name),
  )
  return spawn(process.execPath, [...nodeFlags, join(root, 'server/main.ts')], {
    env: { ...Object.fromEntries(inherited), NODE_ENV: 'production', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function readAddress(child: ChildProcess, log: readonly string[]): Promise<string> {
  if (!child.stdout) throw new Error('the console has no output')
  const lines = createInterface({ input: child.stdout })
  for await (const line of lines) {
    const [, url] = /^Vardia is at (\S+)$/.exec(line) ?? []
    if (url) return url
  }
  throw new Error(`the console ended: ${log.join('')}`)
}

function askOnce(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Asked,
): Promise<TestAnswer> {
  const length = body ? { 'content-length': String(Buffer.byteLength(body)) } : {}
  return new Promise((resolve, reject) => {
    const request = sendRequest(
      { host: '127.0.0.1', port, path, method, agent: false, headers: { ...length, ...headers } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () => {
          const all = Buffer.concat(chunks)
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: all,
            text: all.toString(),
          })
        })
      },
    )
    request.once('error', reject)
    request.end(body)
  })
}

function askRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.once('error', reject)
    socket.once('close', () => resolve(Buffer.concat(chunks).toString()))
  })
}
