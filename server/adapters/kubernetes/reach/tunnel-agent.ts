import { Agent, type AgentOptions, type ClientRequest } from 'node:http'
import type { Duplex } from 'node:stream'

/** A kept connection that nothing was asked on for so long is closed: a port-forward costs the API server, too. */
const idleMs = 60_000
const agentOptions: AgentOptions = { keepAlive: true, maxSockets: 16, maxFreeSockets: 4, scheduling: 'lifo' }

type Connected = (error: Error | null, stream: Duplex) => void

/** Connections of HTTP over streams that are opened by `open`, kept and used again as sockets are. */
export class TunnelAgent extends Agent {
  readonly #open: () => Promise<Duplex>
  readonly #idle = new WeakMap<Duplex, NodeJS.Timeout>()

  constructor(open: () => Promise<Duplex>) {
    super(agentOptions)
    this.#open = open
  }

  override createConnection(_options: unknown, connected?: Connected): undefined {
    this.#open().then(
      (stream) => connected?.(null, stream),
      // With an error there is no stream; Node's type asks for one all the same.
      (error: Error) => connected?.(error, undefined as unknown as Duplex),
    )
    return undefined
  }

  override keepSocketAlive(stream: Duplex): boolean {
    this.#idle.set(stream, setTimeout(() => stream.destroy(), idleMs).unref())
    return true
  }

  override reuseSocket(stream: Duplex, request: ClientRequest): void {
    clearTimeout(this.#idle.get(stream))
    request.reusedSocket = true
  }
}
