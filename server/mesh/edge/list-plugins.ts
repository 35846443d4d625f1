import type { Reason } from '#server/mesh/health/types.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** What changes in proxies how they tell friend from stranger, beside the policies. */
export interface PluginRow {
  readonly kind: 'WasmPlugin' | 'EnvoyFilter'
  readonly namespace: string
  readonly name: string
  /** Where it comes in: the phase of a WasmPlugin, the patched places of an EnvoyFilter. */
  readonly at: string
  readonly reasons: readonly Reason[]
}

/** The fields that are read (istio.io/api `extensions/v1alpha1/wasm.proto`); each may be missing. */
interface WasmSpec {
  readonly phase?: string
  readonly url?: string
  readonly sha256?: string
  readonly failStrategy?: string
}

/** The fields that are read (istio.io/api `networking/v1alpha3/envoy_filter.proto`). */
interface FilterSpec {
  readonly configPatches?: readonly {
    readonly applyTo?: string
    readonly match?: unknown
    readonly patch?: { readonly operation?: string; readonly value?: unknown }
  }[]
}

/**
 * Parts of Envoy that decide who is let in and what is believed of a caller (envoyproxy.io, "HTTP filters", "Network
 * filters"); code of one's own can do all of it.
 */
const touches: readonly (readonly [what: string, sign: RegExp])[] = [
  ['rbac', /\brbac\b|filters\.(http|network)\.rbac/i],
  ['jwt', /jwt_authn|JwtAuthentication/],
  ['extAuthz', /ext_authz|ExtAuthz/],
  ['oauth', /oauth2|OAuth2/],
  ['tls', /transport_?socket|tls_context|TlsContext|validation_context|require_client_certificate/i],
  ['forwarded', /xff_num_trusted_hops|use_remote_address|forward_client_cert|original_ip_detection/i],
  ['code', /filters\.http\.(lua|wasm|golang)|inline_?code|inlineCode|default_source_code/],
  ['cors', /filters\.http\.(cors|csrf)/],
]

/** A patch may be megabytes of a foreign hand; what it touches is at its beginning, or it is not told. */
const mostRead = 200_000

/** WasmPlugins and EnvoyFilters of these namespaces that touch security, and how. */
export function listPlugins(snapshot: MeshSnapshot, namespaces: ReadonlySet<string>): readonly PluginRow[] {
  const plugins = snapshot.all('WasmPlugin').flatMap(({ metadata, spec }): PluginRow[] => {
    // The snapshot keeps whole specs of Istio's kinds; its type names what selects alone.
    const { phase = 'UNSPECIFIED_PHASE', url = '', sha256, failStrategy } = spec as WasmSpec
    const reasons: Reason[] = [
      ...(phase === 'AUTHN' || phase === 'AUTHZ' ? [{ code: 'edge-wasm-phase', params: { phase } }] : []),
      ...(failStrategy === 'FAIL_OPEN' ? [{ code: 'edge-wasm-fail-open', params: {} }] : []),
      ...(url.startsWith('http://') ? [{ code: 'edge-wasm-plain', params: {} }] : []),
      ...(sha256 || url.startsWith('file://') || url.includes('@sha256:')
        ? []
        : [{ code: 'edge-wasm-unpinned', params: {} }]),
    ]
    return [{ kind: 'WasmPlugin', ...nameOf(metadata), at: phase, reasons }]
  })
  const filters = snapshot.all('EnvoyFilter').flatMap(({ metadata, spec }): PluginRow[] => {
    // As above.
    const { configPatches = [] } = spec as FilterSpec
    const text = JSON.stringify(configPatches).slice(0, mostRead)
    const found = touches.filter(([, sign]) => sign.test(text)).map(([what]) => what)
    if (found.length === 0) return []
    const places = [...new Set(configPatches.flatMap(({ applyTo }) => applyTo ?? []))]
    return [
      {
        kind: 'EnvoyFilter',
        ...nameOf(metadata),
        at: places.join(', '),
        reasons: found.map((what) => ({ code: 'edge-filter-touches', params: { what } })),
      },
    ]
  })
  return [...plugins, ...filters].filter(({ namespace }) => namespaces.has(namespace))
}

function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  return { namespace, name }
}
