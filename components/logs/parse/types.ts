export const levels = ['error', 'warn', 'info', 'debug'] as const
export type Level = (typeof levels)[number]

/** How a line is written. `text` is everything else. */
export type LineForm = 'envoy' | 'ztunnel' | 'json' | 'logfmt' | 'text'

/** What a proxy tells of one request or connection; '' for what it left out. */
export interface AccessEntry {
  readonly method: string
  readonly path: string
  readonly protocol: string
  /** 0 where no answer was sent: a TCP connection, or a client that went. */
  readonly code: number
  readonly flags: readonly string[]
  readonly details: string
  readonly durationMs: number | undefined
  /** Who was asked: the authority of a request, the address or Service of a connection. */
  readonly target: string
  readonly upstreamHost: string
  readonly requestId: string
}

export interface ParsedLine {
  readonly form: LineForm
  /** Undefined where the line does not say. */
  readonly level: Level | undefined
  /** What a person reads first: the message alone where fields stand beside it. */
  readonly message: string
  /** In the order in which they were written. */
  readonly fields: readonly (readonly [key: string, value: string])[]
  readonly access?: AccessEntry
  readonly requestId?: string
  readonly traceId?: string
}
