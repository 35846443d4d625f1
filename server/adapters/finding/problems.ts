import type { FoundSource } from '#server/mesh/telemetry/rules.ts'
import { Problem } from '#server/problem.ts'

/** Grafana and Perses are only linked to, so their failures are told as the cluster's. */
const adapterOf = (source: FoundSource) =>
  source === 'grafana' || source === 'perses' ? 'kubernetes' : source

const settings: Readonly<Record<FoundSource, string>> = {
  prometheus: 'VARDIA_PROMETHEUS_URL',
  tracing: 'VARDIA_TRACING_URL',
  grafana: 'VARDIA_GRAFANA_URL',
  perses: 'VARDIA_PERSES_URL',
  istiod: 'VARDIA_ISTIOD_URL',
}

/** @param refused namespaces that could not be looked through */
export function describeMissing(source: FoundSource, refused: readonly string[]): Problem {
  const adapter = adapterOf(source)
  const setting = settings[source]
  if (refused.length === 0)
    return new Problem({ kind: 'unavailable', code: 'source-missing', params: { source, setting }, adapter })
  const namespaces = refused.join(', ')
  return new Problem({
    kind: 'forbidden',
    code: 'source-out-of-sight',
    params: { source, setting, namespaces },
    adapter,
  })
}

export function describeUnhealthy(
  source: FoundSource,
  product: string,
  address: string,
  error: unknown,
): Problem {
  return new Problem({
    kind: 'unavailable',
    code: 'source-unhealthy',
    params: { product, address, setting: settings[source] },
    adapter: adapterOf(source),
    cause: error instanceof Error ? error : new Error(String(error)),
  })
}

/** Credentials of the settings are never sent to what was merely found, so it has to be given an address. */
export function describeRefusing(
  source: FoundSource,
  product: string,
  address: string,
  status: number,
): Problem {
  return new Problem({
    kind: 'forbidden',
    code: 'source-refuses',
    params: { product, address, status, setting: settings[source] },
    adapter: adapterOf(source),
  })
}

/** The cluster's Services could not be listed yet. */
export function describeLooking(source: FoundSource): Problem {
  return new Problem({
    kind: 'unavailable',
    code: 'source-looked-for',
    params: { source },
    adapter: adapterOf(source),
  })
}
