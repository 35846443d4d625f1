import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import manifest from '#package.json' with { type: 'json' }
import {
  closeAdapters,
  type GivenSources,
  openAdapters,
  watchHistory,
} from '#server/adapters/open-adapters.ts'
import {
  type Gate,
  hasProcessState,
  type ProcessState,
  setProcessState,
} from '#server/adapters/process-state.ts'
import { ConfigFaults, configExitCode, loadConfig } from '#server/config/load.ts'
import type { Config } from '#server/config/schema.ts'
import { createEventHub } from '#server/http/event-hub.ts'
import { createFrontDoor } from '#server/http/front-door.ts'
import { isLoopbackAddress } from '#server/http/guards.ts'
import { holdBuild } from '#server/http/hold-build.ts'
import { createMeter } from '#server/http/meter.ts'
import { basePlaceholder, placeConsole } from '#server/http/place-console.ts'
import { createStaticFiles } from '#server/http/static-files.ts'

const root = join(import.meta.dirname, '..')
/** tools/build writes the name of the newest build here. */
export const newestBuildFile = join(root, '.cache/console/newest')

export interface StartOptions {
  /** Next's development server over the checkout, instead of a build. It lives under the base path placeholder. */
  readonly dev?: boolean
  /** The build to serve; the newest one when absent. */
  readonly build?: string
  /** Who may come in; every peer on this machine when absent. */
  readonly gate?: Gate
  /** Sources to look at instead of the kubeconfig's cluster. */
  readonly sources?: GivenSources
}

export interface Console {
  readonly url: string
  readonly state: ProcessState
  /**
   * Drains and ends, never longer than three seconds. While it lingers it still answers, so that whoever sends requests
   * here can learn from `/readyz` to stop. Calling it again waits for the same end.
   */
  stop(lingerMs?: number): Promise<void>
}

/**
 * Starts the console in this process, which can hold one. Throws when the port is taken (EADDRINUSE), there is no build,
 * or one runs here already.
 */
export async function startConsole(
  given: Config,
  { dev = false, build, gate, sources }: StartOptions = {},
): Promise<Console> {
  if (hasProcessState()) throw new Error('a console runs in this process already')
  const config = dev ? { ...given, VARDIA_BASE_PATH: basePlaceholder, VARDIA_CHECK_OUTPUT: true } : given
  const log = pino({ level: config.VARDIA_LOG_LEVEL, base: null, redact: redacted }, pino.destination(2))
  const served = dev ? undefined : (build ?? readNewestBuild())
  const placed = served ? await placeConsole(served, config.VARDIA_BASE_PATH) : undefined
  const server = createListener(dev)
  const port = await listen(server, config)
  const release = served ? await holdBuild(served) : undefined
  const draining = new AbortController()
  const { state, meter } = openState(
    { config, log, port, draining: draining.signal, ...(gate && { gate }) },
    sources,
  )
  let ended: Promise<void> | undefined
  const stop = (lingerMs = 0) => {
    ended ??= end(server, state, draining, lingerMs).then(release)
    return ended
  }
  let serveNext: Awaited<ReturnType<typeof openNext>> | undefined
  server.on(
    'request',
    createFrontDoor({
      state,
      dev,
      isReady: () => serveNext !== undefined,
      readMetrics: meter.read,
      serveStatic: placed
        ? createStaticFiles(placed.staticFolder, config.VARDIA_BASE_PATH)
        : (_request, _response, next) => next(),
      // Asked only when ready.
      serveNext: async (request, response) => serveNext?.(request, response),
    }),
  )
  try {
    serveNext = await openNext({ dev, folder: placed?.serverFolder ?? root, config, port, server })
  } catch (error) {
    await stop()
    throw error
  }
  state.adapters.texts.warm()
  state.draining.addEventListener('abort', watchHistory(state.adapters, log), { once: true })
  log.info({ port, version: state.version }, 'the console is ready')
  return { url: `http://${formatHost(config.HOST)}:${port}${config.VARDIA_BASE_PATH}`, state, stop }
}

/** Bounds what one connection may hold open, and refuses to change protocols. */
function createListener(dev: boolean): Server {
  const server = createServer({
    ...{ requestTimeout: 30_000, headersTimeout: 10_000, maxHeaderSize: 16_384 },
    // Node looks for those that are late every 30 s unless it is told otherwise.
    connectionsCheckingInterval: 5_000,
  })
  server.keepAliveTimeout = 20_000
  server.on('upgrade', (_request, socket) => {
    socket.on('error', () => socket.destroy())
    // Next's development server speaks to its pages through a web socket.
    if (!dev) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  return server
}

function openState(
  given: Pick<ProcessState, 'config' | 'port' | 'draining' | 'gate'> & { readonly log: Logger },
  sources: GivenSources | undefined,
) {
  const { config, log } = given
  const meter = createMeter()
  const adapters = openAdapters(config, log, meter, sources)
  meter.watch(adapters)
  const state: ProcessState = {
    ...given,
    version: manifest.version,
    adapters,
    meter,
    events: createEventHub(adapters, randomBytes(6).toString('hex')),
    streams: new Map(),
  }
  setProcessState(state)
  return { state, meter }
}

/** `/readyz` says 503 and streams end at once; answers under way have their grace; then everything is closed. */
async function end(
  server: Server,
  state: ProcessState,
  draining: AbortController,
  lingerMs: number,
): Promise<void> {
  draining.abort()
  await delay(lingerMs)
  await closeServer(server)
  state.events.close()
  await Promise.race([closeAdapters(state.adapters), delay(adapterGraceMs)])
  setProcessState(undefined)
}

/** How long a process that was asked by SIGTERM still answers. With the two below it stays within three seconds. */
export const drainLingerMs = 800
/** Answers under way may end within this; then their connections are cut. */
const drainGraceMs = 1_200
const adapterGraceMs = 500

/** What must not stand in a log, wherever an error brings it along. */
const redacted = {
  paths: [
    'authorization',
    'cookie',
    'token',
    'password',
    'headers',
    '*.authorization',
    '*.cookie',
    '*.token',
    '*.password',
    '*.headers',
  ],
  censor: '[redacted]',
}

async function openNext(facts: {
  dev: boolean
  folder: string
  config: Config
  port: number
  server: Server
}) {
  const { dev, folder, config, port, server } = facts
  // Next reads these when it is loaded, so they are set before and it is loaded late. It calls home otherwise.
  Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: dev ? 'development' : 'production' })
  if (!dev) {
    const path = join(folder, '.next/required-server-files.json')
    process.env['__NEXT_PRIVATE_STANDALONE_CONFIG'] = JSON.stringify(
      JSON.parse(readFileSync(path, 'utf8')).config,
    )
  }
  const { default: next } = await import('next')
  if (!dev) await loadConfigQuietly(folder)
  // In production Next gets a server that never listens, so that its listener for upgrades hears none.
  const app = next({
    dev,
    dir: folder,
    hostname: config.HOST,
    port,
    httpServer: dev ? server : createServer(),
  })
  await app.prepare()
  return app.getRequestHandler()
}

/** Next says on stdout that it read its settings, unless it remembers them. */
async function loadConfigQuietly(folder: string): Promise<void> {
  const { default: loadConfig } = createRequire(import.meta.url)('next/dist/server/config')
  await loadConfig('phase-production-server', folder, { silent: true })
}

function readNewestBuild(): string {
  if (!existsSync(newestBuildFile))
    throw new Error('There is no build of the console: run "npm run build" first.')
  return join(root, '.cache/console', readFileSync(newestBuildFile, 'utf8').trim())
}

function listen(server: Server, { HOST, PORT }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(PORT, HOST, () => {
      server.off('error', reject)
      // A server that listens on a port has this form of address, never a pipe's.
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection that was taken over, by an upgrade, is not among those that are cut, and holds nothing up either.
    const cut = setTimeout(() => {
      server.closeAllConnections()
      resolve()
    }, drainGraceMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
  })
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** The address to open: wildcards are reached through loopback. */
function formatHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

/**
 * As a process: one line with the address on stdout, logs on stderr, ends on SIGTERM or SIGINT. `--dev` serves the
 * checkout as it is, through Next's development server.
 */
async function main(): Promise<void> {
  const config = loadConfig()
  const running = await startConsole(config, { dev: process.argv.includes('--dev') })
  if (!isLoopbackAddress(config.HOST) && config.HOST !== 'localhost')
    running.state.log.warn({ host: config.HOST }, 'only peers on this machine are answered without a sign-in')
  let asked = 0
  const stop = (lingerMs: number) => {
    asked += 1
    if (asked > 1) process.exit(1)
    void running.stop(lingerMs).then(() => process.exit(0))
  }
  process.on('SIGTERM', () => stop(drainLingerMs))
  process.on('SIGINT', () => stop(0))
  process.stdout.write(`Vardia is at ${running.url}\n`)
}

if (import.meta.main) {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(error instanceof ConfigFaults ? configExitCode : 1)
  }
}
