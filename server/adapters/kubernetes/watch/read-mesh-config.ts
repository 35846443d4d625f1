import { parse } from 'yaml'
import { defaultMeshConfig, type MeshConfig, parseMeshConfig } from '#server/mesh/objects/mesh-config.ts'
import { type LabelSelector, parseSelectors } from '#server/mesh/objects/select-namespaces.ts'
import { type MeshSnapshot, memoBySnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

/** `meshConfig.discoverySelectors` of the ConfigMap `istio` (key `mesh`); none when it says none or is not readable. */
export function readDiscoverySelectors(
  configMaps: readonly ObjectOf<'ConfigMap'>[],
): readonly LabelSelector[] {
  const text = configMaps.find(({ metadata }) => metadata.name === 'istio')?.data['mesh']
  if (!text) return []
  try {
    const config: unknown = parse(text, { logLevel: 'silent' })
    if (typeof config !== 'object' || config === null || !('discoverySelectors' in config)) return []
    return parseSelectors(config.discoverySelectors)
  } catch {
    return []
  }
}

const parsed = new WeakMap<ObjectOf<'ConfigMap'>, MeshConfig>()

/** See `KubernetesAdapter.readMeshConfig`; parsed once for each version of the ConfigMap. */
export const readMeshConfig = memoBySnapshot((snapshot: MeshSnapshot): MeshConfig => {
  const found = snapshot.find('ConfigMap', snapshot.rootNamespace, 'istio')
  if (!found) return defaultMeshConfig
  const known = parsed.get(found) ?? parseConfigMap(found)
  parsed.set(found, known)
  return known
})

function parseConfigMap({ data }: ObjectOf<'ConfigMap'>): MeshConfig {
  try {
    const config: unknown = parse(data['mesh'] ?? '', { logLevel: 'silent' })
    return parseMeshConfig(config)
  } catch {
    return defaultMeshConfig
  }
}

/** Names of the ConfigMaps that hold mesh configuration: `istio`, and `istio-<revision>` of each further istiod. */
export function listMeshConfigNames(
  deployments: readonly ObjectOf<'Deployment'>[],
  rootNamespace: string,
): readonly string[] {
  const revisions = deployments
    .filter(({ metadata }) => metadata.namespace === rootNamespace && metadata.labels['app'] === 'istiod')
    .map(({ metadata }) => metadata.labels['istio.io/rev'] ?? 'default')
  return [
    'istio',
    ...new Set(revisions.filter((revision) => revision !== 'default').map((rev) => `istio-${rev}`)),
  ]
}
