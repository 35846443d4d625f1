import type { ClientRequest } from 'node:http'
import type { Mask } from '#server/adapters/upstream/mask-secrets.ts'
import type { TlsFault } from '#server/adapters/upstream/tls-fault.ts'

export interface TransportQuestion {
  /** Path below the base, beginning with `/`. */
  readonly path: string
  /** The parameters of the question, sent as a form or in the address as the way allows; a plain GET without them. */
  readonly form?: URLSearchParams | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** A request that is ready to be sent. */
export interface Begun {
  readonly request: ClientRequest
  readonly body?: string
}

/** The way to a Prometheus: by its URL, or to a Service of the cluster. Credentials are its own matter. */
export interface Transport {
  /** Scheme, host and port, or `namespace/name:port`: what may be shown and logged. */
  readonly address: string
  /** Takes the credentials that are sent out of what is answered. */
  readonly mask?: Mask
  /** Whether certificates are why a connection broke, or why an answer has this status. */
  readonly explain?: (failure: unknown) => TlsFault | undefined
  /** Rejects with a Problem, or what kept it from the server; the request itself may fail, too. */
  begin(question: TransportQuestion): Promise<Begun>
  close(): void
}

/** The form as the body of a POST, or within the address of a GET. */
export function placeForm(
  path: string,
  form: URLSearchParams | undefined,
  takesPost: boolean,
): { method: 'GET' | 'POST'; path: string; headers: Record<string, string>; body?: string } {
  if (!form) return { method: 'GET', path, headers: {} }
  const body = form.toString()
  if (!takesPost) return { method: 'GET', path: `${path}?${body}`, headers: {} }
  return {
    method: 'POST',
    path,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
  }
}
