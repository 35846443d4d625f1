import type { AccessEncoding } from '#demo/kubernetes/logs/proxy-lines.ts'
import { jsonLogProvider } from '#demo/world/control-plane.ts'
import type { Manifest } from '#demo/world/types.ts'

interface TelemetrySpec {
  readonly selector?: unknown
  readonly targetRefs?: unknown
  readonly accessLogging?: readonly {
    readonly disabled?: boolean
    readonly providers?: readonly { readonly name: string }[]
  }[]
}

/**
 * How the proxies of a namespace write their access logs: its own Telemetry decides, else the root namespace's, else the
 * mesh's `accessLogFile`, which is text (istio.md §3.10, §5.5).
 */
export function chooseEncoding(telemetries: readonly Manifest[], namespace: string): AccessEncoding {
  const own = readLogging(telemetries, namespace) ?? readLogging(telemetries, 'istio-system')
  if (!own) return 'text'
  if (own.disabled) return 'off'
  return own.providers?.some(({ name }) => name === jsonLogProvider) ? 'json' : 'text'
}

function readLogging(telemetries: readonly Manifest[], namespace: string) {
  for (const { metadata, spec } of telemetries) {
    if (metadata.namespace !== namespace) continue
    const { selector, targetRefs, accessLogging } = spec as TelemetrySpec // stored objects fit their CRD's schema
    if (selector === undefined && targetRefs === undefined && accessLogging?.[0]) return accessLogging[0]
  }
  return undefined
}
