import { findMatchConflict } from '#server/mesh/routing/virtual-services/find-match-conflict.ts'
import type { HttpMatch, HttpRoute } from '#server/mesh/routing/virtual-services/spec.ts'

/** Why a delegating route, or one route of a delegate, is no route at all. */
export interface DelegateFault {
  readonly code: 'delegate-not-found' | 'delegate-not-exported' | 'delegate-match-conflict'
  /** `namespace/name` of the delegate. */
  readonly delegate: string
  readonly route?: string
}

/** A delegate VirtualService: without hosts, its names resolved with its own namespace. */
export interface Delegate {
  readonly http: readonly HttpRoute[]
  isExportedTo(namespace: string): boolean
}

/**
 * The routes of a root VirtualService with each delegation replaced by the delegate's routes, which take from the root
 * what they leave unset (istio `pilot/pkg/model/virtualservice_controller.go`, mergeVirtualServices).
 *
 * @param findDelegate by `namespace/name`
 */
export function mergeDelegates(
  routes: readonly HttpRoute[],
  namespace: string,
  findDelegate: (key: string) => Delegate | undefined,
): { readonly routes: readonly HttpRoute[]; readonly faults: readonly DelegateFault[] } {
  const merged: HttpRoute[] = []
  const faults: DelegateFault[] = []
  for (const route of routes) {
    if (!route.delegate) {
      merged.push(route)
      continue
    }
    const key = `${route.delegate.namespace || namespace}/${route.delegate.name ?? ''}`
    const delegate = findDelegate(key)
    if (!delegate?.isExportedTo(namespace)) {
      faults.push({ code: delegate ? 'delegate-not-exported' : 'delegate-not-found', delegate: key })
      continue
    }
    for (const leaf of delegate.http) {
      const one = mergeRoute(route, leaf)
      if (one) merged.push(one)
      else faults.push({ code: 'delegate-match-conflict', delegate: key, route: leaf.name ?? '' })
    }
  }
  return { routes: merged, faults }
}

/** Undefined when no match of the leaf narrows one of the root (mergeHTTPRoute, `pilot/pkg/model/virtualservice.go`). */
function mergeRoute(
  { delegate: _, route: _none, ...root }: HttpRoute,
  leaf: HttpRoute,
): HttpRoute | undefined {
  const match = mergeMatches(root.match ?? [], leaf.match ?? [])
  if (!match) return undefined
  const { redirect: _redirect, name: _name, match: _match, ...inherited } = root
  return { ...inherited, ...withoutUnset(leaf, isUnsetOfRoute), match, ...nameAs(root.name, leaf.name) }
}

function mergeMatches(root: readonly HttpMatch[], leaf: readonly HttpMatch[]): HttpMatch[] | undefined {
  if (root.length === 0) return [...leaf]
  if (leaf.length === 0) return [...root]
  const merged: HttpMatch[] = []
  for (const narrow of leaf) {
    const wide = root.filter((one) => findMatchConflict(one, narrow) === undefined)
    if (wide.length === 0) return undefined
    merged.push(...wide.map((one) => mergeMatch(one, narrow)))
  }
  return merged
}

function mergeMatch(root: HttpMatch, leaf: HttpMatch): HttpMatch {
  const { name: _root, ...wide } = root
  const { name: _leaf, ...narrow } = leaf
  return {
    ...wide,
    ...withoutUnset(narrow, isUnsetOfMatch),
    headers: { ...root.headers, ...leaf.headers },
    withoutHeaders: { ...root.withoutHeaders, ...leaf.withoutHeaders },
    queryParams: { ...root.queryParams, ...leaf.queryParams },
    sourceLabels: { ...root.sourceLabels, ...leaf.sourceLabels },
    ...((leaf.gateways ?? []).length === 0 && root.gateways ? { gateways: root.gateways } : {}),
    ...nameAs(root.name, leaf.name),
  }
}

/** `root-leaf`, or the one of the two that is set. */
function nameAs(root: string | undefined, leaf: string | undefined): { name?: string } {
  const name = root && leaf ? `${root}-${leaf}` : root || leaf
  return name ? { name } : {}
}

/** Absent, null or an empty list: a route's own 0 is a choice (`mirrorPercent: 0` turns a mirror off). */
function isUnsetOfRoute(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

/** A match's texts and port have no own empty value: proto cannot tell it from absence. */
function isUnsetOfMatch(value: unknown): boolean {
  return isUnsetOfRoute(value) || value === '' || value === 0
}

function withoutUnset<Fields extends object>(
  fields: Fields,
  isUnset: (value: unknown) => boolean,
): Partial<Fields> {
  // Entries of the same object, some left out.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isUnset(value))) as Partial<Fields>
}
