import { readField } from '#server/mesh/checks/field.ts'
import { type MeshSnapshot, memoByKinds } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'
import { resolveShortName } from '#server/mesh/routing/host-name.ts'

/** A destination of a VirtualService that names a subset. */
export interface RoutedSubset {
  /** Of the subset: `spec.http[0].route[1].destination.subset`. */
  readonly path: string
  readonly host: string
  readonly subset: string
}

/** Every subset that a VirtualService sends to, mirrors included; hosts in full. */
export function listRoutedSubsets({ metadata, spec }: ObjectOf<'VirtualService'>): readonly RoutedSubset[] {
  const root = readField(spec, 'spec')
  const routes = ['http', 'tls', 'tcp'].flatMap((list) => root.at(list).items)
  const destinations = routes.flatMap((route) => [
    ...route.at('route').items.map((item) => item.at('destination')),
    ...route.at('mirrors').items.map((item) => item.at('destination')),
    route.at('mirror'),
  ])
  return destinations.flatMap((destination) => {
    const subset = destination.at('subset')
    const host = destination.at('host').text
    if (subset.text === '' || host === '') return []
    return [{ path: subset.path, host: resolveShortName(host, metadata.namespace), subset: subset.text }]
  })
}

/** The names of all subsets that rules of the mesh define for a host. */
export function listDefinedSubsets(host: string, snapshot: MeshSnapshot): ReadonlySet<string> {
  return indexSubsets(snapshot).get(host) ?? none
}

const none: ReadonlySet<string> = new Set()

const indexSubsets = memoByKinds(['DestinationRule'], (snapshot) => {
  const byHost = new Map<string, Set<string>>()
  for (const { metadata, spec } of snapshot.all('DestinationRule')) {
    const host = resolveShortName(spec.host ?? '', metadata.namespace)
    const names = byHost.get(host) ?? new Set()
    byHost.set(host, names)
    for (const { name } of spec.subsets ?? []) names.add(name)
  }
  return byHost
})
