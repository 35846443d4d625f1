import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Demo, startDemo } from '#demo/serve.ts'
import { nodeFlags } from '#server/config/node-flags.ts'

const root = join(import.meta.dirname, '../..')

export interface RunningConsole {
  /** `http://127.0.0.1:<port>` and the base path. */
  readonly url: string
  readonly pid: number
  /** SIGTERM, and the wait for the process' end. Resolves with its exit code. */
  stop(): Promise<number | null>
}

/** The built console as its own process on a free port, by the environment alone, as an operator starts it. */
export async function startConsole(env: Readonly<Record<string, string>>): Promise<RunningConsole> {
  const child = spawn(process.execPath, [...nodeFlags, 'server/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_ENV: 'production',
      PORT: '0',
      VARDIA_LOG_LEVEL: 'warn',
      VARDIA_DATA_DIR: 'none',
      ...env,
    },
  })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = `${complaints}${chunk.toString('utf8')}`.slice(-8_000)
  })
  const ended = once(child, 'exit')
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = /^Vardia is at (http:\/\/\S+)$/.exec(line)?.[1]
      if (address) resolve(address)
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the console ended with ${code}: ${complaints}`)))
  })
  if (child.pid === undefined) throw new Error('the console has no process')
  return {
    url: url.replace(/\/$/, ''),
    pid: child.pid,
    stop: async () => {
      child.kill('SIGTERM')
      const [code] = await ended
      return code
    },
  }
}

export interface MeshOptions extends Partial<Parameters<typeof startDemo>[0]> {
  /** Settings of the console, over those that connect it to the demo. */
  readonly env?: Readonly<Record<string, string>>
}

export interface RunningMesh {
  readonly demo: Demo
  readonly console: RunningConsole
  stop(): Promise<void>
}

/** A demo mesh in this process, so that a journey can make it sick, and the console over it. */
export async function startMesh({ env, ...options }: MeshOptions = {}): Promise<RunningMesh> {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-e2e-'))
  const demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig'), ...options })
  const stopDemo = async () => {
    await demo.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const console = await startConsole({
      KUBECONFIG: demo.kubeconfigPath,
      VARDIA_PROMETHEUS_URL: demo.prometheusUrl,
      VARDIA_ISTIOD_URL: demo.istiodUrls.join(','),
      VARDIA_TRACING_URL: demo.tracingUrl,
      // An answer that its contract does not allow is a failure here.
      VARDIA_CHECK_OUTPUT: 'true',
      ...env,
    })
    const stop = async () => {
      await console.stop()
      await stopDemo()
    }
    return { demo, console, stop }
  } catch (error) {
    await stopDemo()
    throw error
  }
}
