import type { Manifest, World, WorldCall } from '#demo/world/types.ts'

/** Which share of the stories is traced: the proxy that sees a request first decides for all that follow it. */
export interface Sampling {
  readShare(root: WorldCall): number
}

/** Istio's default where no Telemetry says otherwise (pilot/pkg/networking/core/tracing.go). */
const defaultPercent = 1

interface TelemetrySpec {
  readonly selector?: unknown
  readonly targetRefs?: unknown
  readonly tracing?: readonly { readonly randomSamplingPercentage?: number }[]
}

/** A namespace's Telemetry without selector decides, else the root namespace's (istio.md §3.10). */
export function readSampling(world: World): Sampling {
  const shares = new Map<string, number>()
  for (const manifest of world.manifests) {
    const share = readPercent(manifest)
    if (share !== undefined) shares.set(manifest.metadata.namespace ?? '', share / 100)
  }
  const meshWide = shares.get('istio-system') ?? defaultPercent / 100
  return {
    readShare: ({ source, service }) => shares.get(source?.namespace ?? service.namespace) ?? meshWide,
  }
}

function readPercent({ kind, spec }: Manifest): number | undefined {
  if (kind !== 'Telemetry') return undefined
  const { selector, targetRefs, tracing } = spec as TelemetrySpec // the world's Telemetry objects have this shape
  if (selector !== undefined || targetRefs !== undefined) return undefined
  return tracing?.find((entry) => entry.randomSamplingPercentage !== undefined)?.randomSamplingPercentage
}
