import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** A server that this process started, and alone ends. */
export interface ServerProcess {
  readonly name: string
  readonly pid: number
  hasEnded(): boolean
  /** The last lines that it wrote, for a person who asks why it ended. */
  complaints(): string
  /** SIGTERM, SIGKILL after ten seconds, and the wait for its end. */
  stop(): Promise<void>
  /** SIGKILL, as a crash. */
  kill(): Promise<void>
}

const complaintsLength = 6_000
const patienceMs = 10_000

/** Linux kills what is started through this when the process that started it dies, however that dies. */
const bound = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--'] : []

/**
 * Starts a program with nothing of our environment but where to find programs and a home. When it ends unasked, its last
 * words go to our stderr.
 */
export function startProcess(
  name: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ServerProcess {
  const [program = '', ...args] = [...bound, ...command]
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { NODE_ENV: 'production', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/nonexistent', ...env },
  })
  let complaints = ''
  const keep = (chunk: Buffer | string) => {
    complaints = `${complaints}${chunk}`.slice(-complaintsLength)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  child.once('error', (error) => keep(String(error)))
  let wasAsked = false
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  child.once('exit', (code, signal) => {
    if (!wasAsked) process.stderr.write(`${name} ended by itself (${code ?? signal}): ${complaints}\n`)
  })
  return {
    name,
    pid: child.pid ?? 0,
    hasEnded: () => hasEnded(child),
    complaints: () => complaints,
    stop: async () => {
      if (hasEnded(child)) return
      wasAsked = true
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      await ended
      clearTimeout(timer)
    },
    kill: async () => {
      if (hasEnded(child)) return
      wasAsked = true
      child.kill('SIGKILL')
      await ended
    },
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null
}

/**
 * Waits until `isReady` says so; failing to ask counts as not ready. Throws with the server's own words when it ends
 * before, and when it is not ready in time.
 */
export async function waitUntilReady(
  server: ServerProcess,
  isReady: () => Promise<boolean>,
  seconds = 90,
): Promise<void> {
  const untilMs = Date.now() + seconds * 1_000
  while (!(await isReady().catch(() => false))) {
    if (server.hasEnded()) throw new Error(`${server.name} ended: ${server.complaints()}`)
    if (Date.now() > untilMs)
      throw new Error(`${server.name} is not ready after ${seconds} s: ${server.complaints()}`)
    await wait(100)
  }
}

/** Whether `GET url` answers 200. */
export async function answersOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
  await response.arrayBuffer()
  return response.ok
}
