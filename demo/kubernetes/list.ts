import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { compareKeys, findStart } from '#demo/kubernetes/collection.ts'
import { formatContinue, parseContinue } from '#demo/kubernetes/continue-token.ts'
import { parseLabelSelector } from '#demo/kubernetes/label-selector.ts'
import { type ListOptions, parseVersion } from '#demo/kubernetes/options.ts'
import { type Matches, parseFieldSelector } from '#demo/kubernetes/selectors.ts'
import type { ListMeta } from '#demo/kubernetes/shapes.ts'
import { badRequest, expired, StatusError, tooLargeVersion } from '#demo/kubernetes/status.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import type { StoredObject } from '#demo/kubernetes/stored-object.ts'

export interface Page {
  readonly objects: readonly StoredObject[]
  readonly metadata: ListMeta
}

/** What a client selected by label, field and namespace, as one test. */
export function buildMatcher(
  resource: Resource,
  options: Pick<ListOptions, 'labelSelector' | 'fieldSelector'>,
  place: { namespace?: string; name?: string },
): Matches {
  const byLabel = options.labelSelector === '' ? undefined : parseLabelSelector(options.labelSelector)
  const byField =
    options.fieldSelector === '' ? undefined : parseFieldSelector(options.fieldSelector, resource)
  return (object) =>
    (!resource.namespaced || place.namespace === undefined || object.namespace === place.namespace) &&
    (place.name === undefined || object.name === place.name) &&
    (byLabel?.(object) ?? true) &&
    (byField?.(object) ?? true)
}

const tooOldToList = 'The resourceVersion for the provided list is too old.'
const tooOldToContinue =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.'

/**
 * One page of a list with the semantics of resourceVersion, resourceVersionMatch, limit and continue (Kubernetes API
 * concepts, "Resource versions"). All pages of a list show one version, as long as history reaches back to it.
 */
export function listPage(
  store: Store,
  resource: Resource,
  options: ListOptions,
  namespace: string | undefined,
): Page {
  const prefix = resource.namespaced && namespace !== undefined ? `${namespace}/` : ''
  const { version, start } = chooseStart(store, options, prefix)
  const all =
    version === store.resourceVersion() ? store.collection(resource).all() : rewind(store, resource, version)
  const matches = buildMatcher(resource, options, {})
  // rv=0 is served from the watch cache, which ignores the limit (apiserver cacher.go shouldDelegateList).
  const limit =
    options.limit > 0 && options.resourceVersion !== '0' ? options.limit : Number.POSITIVE_INFINITY
  const objects: StoredObject[] = []
  let index = findStart(all, start)
  let last = index
  for (; index < all.length && objects.length < limit; index++) {
    const object = all[index]
    if (!object?.key.startsWith(prefix)) break
    if (!matches(object)) continue
    objects.push(object)
    last = index + 1
  }
  const rest = objects.length < limit ? 0 : countUntil(all, last, prefix)
  const more = rest > 0 && all.slice(last, last + rest).some(matches)
  const shown = all[last - 1]
  const selective = options.labelSelector !== '' || options.fieldSelector !== ''
  return {
    objects,
    metadata: {
      resourceVersion: String(version),
      ...(more && shown
        ? {
            continue: formatContinue({ version, start: `/${shown.key.slice(prefix.length)}\0` }),
            ...(selective ? {} : { remainingItemCount: rest }),
          }
        : {}),
    },
  }
}

/** Which version a list shows, and from which key on. */
function chooseStart(store: Store, options: ListOptions, prefix: string): { version: number; start: string } {
  const current = store.resourceVersion()
  if (options.continue !== '') {
    if (options.resourceVersion !== '' && options.resourceVersion !== '0') {
      throw new StatusError(badRequest('specifying resource version is not allowed when using continue'))
    }
    const token = parseContinue(options.continue)
    const start = prefix + token.start.replace(/^\//, '')
    if (token.version < 0) return { version: current, start }
    if (token.version < store.oldestVersion()) {
      const inconsistent = formatContinue({ version: -1, start: token.start })
      throw new StatusError(expired(tooOldToContinue, { continue: inconsistent }))
    }
    return { version: Math.min(token.version, current), start }
  }
  const asked = options.resourceVersion === '' ? 0 : parseVersion(options.resourceVersion)
  if (asked > current) throw new StatusError(tooLargeVersion(asked, current))
  // A limit without a match keeps its old meaning, which is Exact.
  const exact =
    options.resourceVersionMatch === 'Exact' ||
    (options.resourceVersionMatch === '' && options.limit > 0 && asked > 0)
  if (!exact) return { version: current, start: prefix }
  if (asked < store.oldestVersion()) throw new StatusError(expired(tooOldToList))
  return { version: asked, start: prefix }
}

/** The collection as it was at a version: what changed since is put back. */
function rewind(store: Store, resource: Resource, version: number): readonly StoredObject[] {
  const events = store.eventsSince(resource.collection, version)
  if (events.length === 0) return store.collection(resource).all()
  const objects = new Map(
    store
      .collection(resource)
      .all()
      .map((object) => [object.key, object]),
  )
  for (const event of events.toReversed()) {
    if (event.previous) objects.set(event.object.key, event.previous)
    else objects.delete(event.object.key)
  }
  return [...objects.values()].sort(compareKeys)
}

function countUntil(all: readonly StoredObject[], from: number, prefix: string): number {
  if (prefix === '') return all.length - from
  // U+FFFF sorts after every character that a name can have.
  return Math.max(0, findStart(all, `${prefix}\uffff`) - from)
}
