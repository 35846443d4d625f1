import type { ServerResponse } from 'node:http'
import type { Resource } from '#demo/kubernetes/catalogue.ts'
import type { Matches } from '#demo/kubernetes/selectors.ts'
import type { Shape } from '#demo/kubernetes/shapes.ts'
import { buildStatus } from '#demo/kubernetes/status.ts'
import type { Store, StoredObject, StoreEvent } from '#demo/kubernetes/store.ts'

export interface WatchFacts {
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

/** Events that a slow reader may leave unread before it is cut off, as apiserver cuts watchers that block. */
const backlogLimit = 16 * 1024 * 1024

/**
 * Streams changes as one JSON line each, until the time is over, the client goes or `cut` is called. Returns `cut`.
 * A watch never skips an event: what it cannot deliver it ends with.
 */
export function streamWatch(response: ServerResponse, facts: WatchFacts, onEnd: () => void): () => void {
  const { store, resource, matches, shape } = facts
  let newest = facts.since ?? store.resourceVersion()
  let ended = false
  const write = (type: string, object: string) => {
    if (ended) return
    response.write(`{"type":"${type}","object":${object}}\n`)
    if (response.writableLength > backlogLimit) cut()
  }
  const bookmark = (initialEventsEnd = false) => {
    // What the watch has seen of all kinds: nothing of this kind happened up to the store's version.
    newest = Math.max(newest, store.resourceVersion())
    write('BOOKMARK', shape.bookmark(newest, initialEventsEnd))
  }
  const follow = (event: StoreEvent) => {
    newest = event.resourceVersion
    const seen = chooseEvent(event, matches)
    if (seen) write(seen.type, shape.one(seen.object))
  }
  const undo: (() => void)[] = []
  const end = () => {
    if (ended) return
    ended = true
    for (const step of undo) step()
    onEnd()
  }
  const cut = () => {
    end()
    response.destroy()
  }
  response.on('close', end)
  if (facts.since !== undefined && facts.since < store.oldestVersion()) {
    const message = `too old resource version: ${facts.since} (${store.oldestVersion()})`
    write('ERROR', JSON.stringify(buildStatus(410, 'Expired', message)))
    end()
    response.end()
    return cut
  }
  undo.push(store.onEvent(resource.collection, follow))
  if (facts.since === undefined) {
    for (const object of store.collection(resource).all())
      if (matches(object)) write('ADDED', shape.one(object))
    if (facts.initialEvents && facts.bookmarks) bookmark(true)
  } else {
    for (const event of store.eventsSince(resource.collection, facts.since)) follow(event)
  }
  const timers = schedule(facts, bookmark, () => {
    end()
    response.end()
  })
  undo.push(timers)
  return cut
}

function schedule(facts: WatchFacts, bookmark: () => void, finish: () => void): () => void {
  const every = facts.bookmarks ? setInterval(() => bookmark(), facts.bookmarkMs) : undefined
  // The last word before the end is a bookmark, so that the next watch resumes from the newest version.
  const last = setTimeout(() => {
    if (facts.bookmarks) bookmark()
    finish()
  }, facts.timeoutMs)
  every?.unref()
  last.unref()
  return () => {
    clearInterval(every)
    clearTimeout(last)
  }
}

/** A change seen through a selector: what comes to match is ADDED, what ceases to is DELETED. */
function chooseEvent(
  event: StoreEvent,
  matches: Matches,
): { type: StoreEvent['type']; object: StoredObject } | undefined {
  const now = event.type !== 'DELETED' && matches(event.object)
  const before = event.previous !== undefined && matches(event.previous)
  if (now) return { type: before ? 'MODIFIED' : 'ADDED', object: event.object }
  return before ? { type: 'DELETED', object: event.object } : undefined
}
