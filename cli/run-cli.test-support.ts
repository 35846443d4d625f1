import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { nodeFlags } from '#server/config/node-flags.ts'

/** A first build takes a minute, and another process may hold the lock before. */
export const startTimeoutMs = 180_000

export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCli {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** The first line of standard output that fits, or the failure with all that was said. */
  readLine(pattern: RegExp): Promise<string>
  stop(signal?: NodeJS.Signals): Promise<Ended>
}

type Settings = Readonly<Record<string, string>>

/** `vardia ARGS` as a process of its own, with these variables and no others of ours. */
export function startCli(args: readonly string[], settings: Settings = {}): RunningCli {
  return startProgram([process.execPath, ...nodeFlags, join(import.meta.dirname, 'main.ts')], args, settings)
}

export function runCli(args: readonly string[], settings: Settings = {}): Promise<Ended> {
  return startCli(args, settings).ended
}

export function startProgram(
  [program = '', ...before]: readonly string[],
  args: readonly string[],
  settings: Settings,
  folder?: string,
): RunningCli {
  const child = spawn(program, [...before, ...args], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', NODE_ENV: 'production', PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(folder && { cwd: folder }),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const ended = once(child, 'close').then(([exitCode]) => ({ exitCode, stdout, stderr }))
  return {
    child,
    ended,
    readLine: async (pattern) => {
      for (;;) {
        const line = stdout
          .split('\n')
          .slice(0, -1)
          .find((each) => pattern.test(each))
        if (line !== undefined) return line
        if (child.exitCode !== null) throw new Error(`no such line: ${stdout}${stderr}`)
        await Promise.race([once(child.stdout, 'data'), ended])
      }
    },
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      return ended
    },
  }
}
