import type { IncomingHttpHeaders } from 'node:http'
import type { RequestTarget } from '#demo/kubernetes/request.ts'

/** One request as it came, before anybody judged it. */
export interface AskedRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

const mostAsked = 5_000

/** Remembers what the API server was asked, for who has to prove what reached it and what did not. */
export function createRecorder() {
  const counts = new Map<string, number>()
  const asked: AskedRequest[] = []
  return {
    note: ({ verb, asked: resource, path }: RequestTarget, headers: IncomingHttpHeaders): void => {
      const what = resource
        ? resource.group === ''
          ? resource.resource
          : `${resource.resource}.${resource.group}`
        : path
      const name = `${verb} ${what}`
      counts.set(name, (counts.get(name) ?? 0) + 1)
      asked.push({ path, headers })
      if (asked.length > mostAsked) asked.shift()
    },
    /** How often each verb was asked of each resource (`list pods`, `watch virtualservices.networking.istio.io`). */
    counts: counts as ReadonlyMap<string, number>, // nobody else counts
    /** The newest requests, the oldest first. */
    asked: asked as readonly AskedRequest[], // likewise
  }
}

export type Recorder = ReturnType<typeof createRecorder>
