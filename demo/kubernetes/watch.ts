import type { ServerResponse } from 'node:http'
import type { Resource } from '#demo/kubernetes/catalogue.ts'
import type { Matches } from '#demo/kubernetes/selectors.ts'
import type { Shape } from '#demo/kubernetes/shapes.ts'
import { buildStatus } from '#demo/kubernetes/status.ts'
import type { Store, StoreEvent } from '#demo/kubernetes/store.ts'
import { restamp, type StoredObject } from '#demo/kubernetes/stored-object.ts'

interface WatchFacts {
  readonly store: Store
  readonly resource: Resource
  readonly matches: Matches
  readonly shape: Shape
  /** undefined: begin with all that is there, as ADDED. */
  readonly since: number | undefined
  readonly bookmarks: boolean
  /** A watch-list: the state first, then a bookmark that says that it was all. */
  readonly initialEvents: boolean
  readonly timeoutMs: number
  readonly bookmarkMs: number
}

/** Changes that a slow reader may leave unread before it is cut off, as apiserver cuts watchers that block. */
const backlogLimit = 50_000

/**
 * Streams changes as one JSON line each, until the time is over, the client goes or it is cut: while it runs, `running`
 * holds the function that does so. A watch never skips an event: what it cannot deliver it ends with.
 */
export function streamWatch(response: ServerResponse, facts: WatchFacts, running: Set<() => void>): void {
  const { store, resource, matches, shape, since } = facts
  const undo: (() => void)[] = []
  let ended = false
  const release = () => {
    if (ended) return
    ended = true
    for (const step of undo) step()
    running.delete(cut)
  }
  const cut = () => {
    release()
    response.destroy()
  }
  running.add(cut)
  response.on('close', release)
  const lines = createLines(response, cut)
  const write = (type: string, json: () => string) =>
    lines.push(() => `{"type":"${type}","object":${json()}}\n`)
  let known = since ?? 0
  const bookmark = (initialEventsEnd = false) => {
    // Nothing of this kind is left unsaid up to the store's version: every event is told at once.
    const version = Math.max(known, store.resourceVersion())
    if (version === known) return
    known = version
    write('BOOKMARK', () => shape.bookmark(version, initialEventsEnd))
  }
  const follow = (event: StoreEvent) => {
    const seen = event.resourceVersion > (since ?? 0) ? chooseEvent(event, matches) : undefined
    if (seen) write(seen.type, () => shape.one(seen.object))
  }
  const finish = () => {
    release()
    lines.finish()
  }
  if (since !== undefined && since < store.oldestVersion()) {
    const message = `too old resource version: ${since} (${store.oldestVersion()})`
    write('ERROR', () => JSON.stringify(buildStatus(410, 'Expired', message)))
    finish()
    return
  }
  if (since === undefined) {
    for (const object of store.collection(resource).all()) {
      if (matches(object)) write('ADDED', () => shape.one(object))
    }
    if (facts.initialEvents && facts.bookmarks) bookmark(true)
  } else {
    for (const event of store.eventsSince(resource.collection, since)) follow(event)
  }
  lines.limit(backlogLimit)
  undo.push(store.onEvent(resource.collection, follow), schedule(facts, bookmark, finish))
}

/** Lines to a client that may read slowly: serialised only when there is room for them, in order. */
function createLines(response: ServerResponse, tooMany: () => void) {
  let queue: (() => string)[] = []
  let next = 0
  let room = true
  let finishing = false
  let most = Number.POSITIVE_INFINITY
  const pump = () => {
    while (room && next < queue.length) {
      const line = queue[next++]
      if (line) room = response.write(line())
    }
    if (next === queue.length) {
      queue = []
      next = 0
      if (finishing) response.end()
    }
  }
  response.on('drain', () => {
    room = true
    pump()
  })
  return {
    push(line: () => string) {
      if (finishing || response.destroyed) return
      queue.push(line)
      pump()
      if (queue.length - next > most) tooMany()
    },
    /** From now on at most so many beyond what already waits. */
    limit(more: number) {
      most = queue.length - next + more
    },
    /** Ends the answer after the last line. */
    finish() {
      finishing = true
      pump()
    },
  }
}

const bookmarkBeforeEndMs = 2_000

function schedule(facts: WatchFacts, bookmark: () => void, finish: () => void): () => void {
  const every = facts.bookmarks ? setInterval(() => bookmark(), facts.bookmarkMs) : undefined
  // Two seconds before the end comes a bookmark, so that the next watch resumes from the newest version
  // (apiserver cacher/cache_watcher.go nextBookmarkTime).
  const isLong = facts.bookmarks && facts.timeoutMs > bookmarkBeforeEndMs
  const last = isLong ? setTimeout(() => bookmark(), facts.timeoutMs - bookmarkBeforeEndMs) : undefined
  const end = setTimeout(finish, facts.timeoutMs)
  every?.unref()
  last?.unref()
  end.unref()
  return () => {
    clearInterval(every)
    clearTimeout(last)
    clearTimeout(end)
  }
}

/**
 * A change seen through a selector: what comes to match is ADDED; what ceases to is DELETED, in the last state that
 * matched, with the version of the change (apiserver cacher/cache_watcher.go convertToWatchEvent).
 */
function chooseEvent(
  event: StoreEvent,
  matches: Matches,
): { type: StoreEvent['type']; object: StoredObject } | undefined {
  const now = event.type !== 'DELETED' && matches(event.object)
  const before = event.previous !== undefined && matches(event.previous) ? event.previous : undefined
  if (now) return { type: before ? 'MODIFIED' : 'ADDED', object: event.object }
  return before && { type: 'DELETED', object: restamp(before, event.resourceVersion) }
}
