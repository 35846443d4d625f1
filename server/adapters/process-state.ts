import type { Logger } from 'pino'
import type { Config } from '#server/config/schema.ts'
import type { Adapters } from '#server/usecases/context.ts'

/** What a call tells the counters of `/metrics`. */
export interface Meter {
  /** One answered request; `route` is a call's name or a fixed word, never a path of the client's choice. */
  countRequest(facts: { route: string; method: string; status: number; seconds: number }): void
  /** One question to a data source and whether it was answered. */
  countUpstream(facts: { adapter: string; verb: string; ok: boolean; seconds: number }): void
  /** Streams opened (+1) or closed (-1). */
  changeStreams(by: 1 | -1): void
}

export interface NumberedEvent {
  /** `<start of the process>.<number>`: ids of another process are recognised as foreign. */
  readonly id: string
  readonly event: MeshEvent
}

export type MeshEvent = { topic: 'mesh'; version: number } | { topic: 'sources' }

/**
 * Numbers what the adapters tell and passes it to the open streams. Only the newest event of each topic is kept: an
 * event says "ask again", so the newest stands for all before it, and a stream resumed from any id loses nothing.
 */
export interface EventHub {
  /** Newest events of each topic after `lastId`; of all topics when `lastId` is foreign. Oldest first. */
  listAfter(lastId: string): readonly NumberedEvent[]
  subscribe(listen: (event: NumberedEvent) => void): () => void
  close(): void
}

/** Who may come in at all: whoever brought the one-time token, by the session that it was exchanged for. */
export interface Gate {
  /** The id of a new session for the token, which works once; undefined for anything else. */
  exchange(token: string): string | undefined
  /** The session of an id, with the identity that it chose. */
  find(id: string): { readonly identity?: string } | undefined
  choose(id: string, identity: string): void
}

/** All that the process keeps between requests. */
export interface ProcessState {
  readonly config: Config
  readonly version: string
  readonly adapters: Adapters
  readonly log: Logger
  readonly meter: Meter
  /** The port that is really bound; it is part of the cookie's name, since cookies are shared by all ports of a host. */
  readonly port: number
  /** Aborted when the process drains: streams end themselves and `/readyz` says so. */
  readonly draining: AbortSignal
  readonly events: EventHub
  /** Open streams by session. */
  readonly streams: Map<string, number>
  /** Absent where every peer on this machine may look. */
  readonly gate?: Gate
}

const key = Symbol.for('vardia')
// globalThis has no typed place for process state; this symbol is ours alone.
const place = globalThis as { [key]?: ProcessState | undefined }

/**
 * Next gives main.ts, pages and route handlers each their own copy of a module, so process state hangs on globalThis.
 * Only server/main.ts sets it.
 */
export function setProcessState(state: ProcessState | undefined): void {
  place[key] = state
}

export function hasProcessState(): boolean {
  return place[key] !== undefined
}

/** Throws when the process was not started through server/main.ts. */
export function getProcessState(): ProcessState {
  const state = place[key]
  if (!state) throw new Error('the console runs through server/main.ts, which opens its data sources')
  return state
}
