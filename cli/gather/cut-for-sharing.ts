import { parse, stringify } from 'yaml'
import { cutMetadata } from '#server/adapters/kubernetes/objects/cut-metadata.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * An object as it may be given to a stranger: without managedFields and the copy of itself that kubectl leaves, and
 * without what passwords and tokens stand in that somebody did not put into a Secret: see `cutSecrets`. Secrets
 * themselves are never read.
 */
export function cutForSharing(object: Json): Json {
  const cut = cutRecord(cutMetadata(object))
  return cut['kind'] === 'ConfigMap' ? { ...cut, ...cutData(cut['data']) } : cut
}

/**
 * Settings without the values of environment variables (of containers, WasmPlugin's `vmConfig`, ProxyConfig and
 * `proxyMetadata`), and of the headers and tokens that proxies send to collectors (MeshConfig `extensionProviders`:
 * `opentelemetry` headers and initial metadata, `lightstep.accessToken`). Names and references stay.
 */
export function cutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cutSecrets)
  return isRecord(value) ? cutRecord(value) : value
}

/** The same of a text of YAML or JSON; one in which nothing is cut stays as it was, one that is neither is left out. */
export function cutSettingsText(text: string): string {
  try {
    const settings: unknown = parse(text, { logLevel: 'error', maxAliasCount: 100 })
    const cut = cutSecrets(settings)
    return JSON.stringify(cut) === JSON.stringify(settings) ? text : stringify(cut)
  } catch {
    return ''
  }
}

const valued: ReadonlySet<string> = new Set(['env', 'headers', 'initialMetadata'])
const mapped: ReadonlySet<string> = new Set(['proxyMetadata', 'environmentVariables'])
/** An annotation of pods and templates, in the form of MeshConfig's `defaultConfig`. */
const proxyConfig = 'proxy.istio.io/config'

function cutRecord(record: Json): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, cutField(key, value)]))
}

function cutField(key: string, value: unknown): unknown {
  if (key === 'accessToken') return ''
  if (key === proxyConfig && typeof value === 'string') return cutSettingsText(value)
  if (mapped.has(key) && isRecord(value))
    return Object.fromEntries(Object.keys(value).map((name) => [name, '']))
  if (valued.has(key) && Array.isArray(value)) return value.map(cutValue)
  return cutSecrets(value)
}

function cutValue(entry: unknown): unknown {
  if (!isRecord(entry)) return entry
  const { value: _, ...kept } = entry
  return cutRecord(kept)
}

/** Of ConfigMaps only the mesh's own are gathered: each value is settings. */
function cutData(data: unknown): Json {
  if (!isRecord(data)) return {}
  return {
    data: Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        typeof value === 'string' ? cutSettingsText(value) : value,
      ]),
    ),
  }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
