/**
 * What the rules read of the mesh's own settings (istio.io/api `mesh/v1alpha1/config.proto`), with Istio's defaults
 * filled in. The root namespace is the snapshot's.
 */
export interface MeshConfig {
  readonly trustDomain: string
  readonly trustDomainAliases: readonly string[]
  readonly enableAutoMtls: boolean
  /** What proxies take from each other at least (`meshMTLS.minProtocolVersion`; TLSV1_2 by default). */
  readonly minTlsVersion: '1.2' | '1.3'
  /** Terms of exportTo: `*`, `.`, `~` or a namespace. */
  readonly defaultServiceExportTo: readonly string[]
  readonly defaultVirtualServiceExportTo: readonly string[]
  readonly defaultDestinationRuleExportTo: readonly string[]
  readonly outboundTrafficPolicy: 'ALLOW_ANY' | 'REGISTRY_ONLY'
  readonly extensionProviders: readonly ExtensionProvider[]
  /** Fills the blocks that a DestinationRule leaves out; blocks as in `DestinationRule.spec.trafficPolicy`. */
  readonly defaultTrafficPolicy: {
    readonly connectionPool?: Readonly<Record<string, unknown>>
    readonly outlierDetection?: Readonly<Record<string, unknown>>
  }
  /** Attempts of a route that says nothing of retries; 0 turns them off. */
  readonly defaultHttpRetryAttempts: number
}

/** A named helper outside of the mesh's own proxies; only the kinds that decide about requests are told apart. */
export interface ExtensionProvider {
  readonly name: string
  readonly authorizer?: {
    readonly protocol: 'http' | 'grpc'
    /** `<namespace>/<host>` or a host. */
    readonly service: string
    readonly port: number
  }
}

export const defaultMeshConfig: MeshConfig = {
  trustDomain: 'cluster.local',
  trustDomainAliases: [],
  enableAutoMtls: true,
  minTlsVersion: '1.2',
  defaultServiceExportTo: ['*'],
  defaultVirtualServiceExportTo: ['*'],
  defaultDestinationRuleExportTo: ['*'],
  outboundTrafficPolicy: 'ALLOW_ANY',
  extensionProviders: [],
  defaultTrafficPolicy: {},
  defaultHttpRetryAttempts: 2,
}

/**
 * Reads the settings from their parsed YAML or JSON form (ConfigMap `istio`, key `mesh`). What is absent or of another
 * shape keeps Istio's default, as istiod keeps it.
 */
export function parseMeshConfig(raw: unknown): MeshConfig {
  const config = asRecord(raw)
  const policy = asRecord(config['outboundTrafficPolicy'])['mode']
  const traffic = asRecord(config['defaultTrafficPolicy'])
  const retries = asRecord(config['defaultHttpRetryPolicy'])['attempts']
  return {
    trustDomain: readText(config['trustDomain']) ?? defaultMeshConfig.trustDomain,
    trustDomainAliases: readTexts(config['trustDomainAliases']) ?? [],
    enableAutoMtls: config['enableAutoMtls'] !== false,
    minTlsVersion: asRecord(config['meshMTLS'])['minProtocolVersion'] === 'TLSV1_3' ? '1.3' : '1.2',
    defaultServiceExportTo: readTerms(config['defaultServiceExportTo']),
    defaultVirtualServiceExportTo: readTerms(config['defaultVirtualServiceExportTo']),
    defaultDestinationRuleExportTo: readTerms(config['defaultDestinationRuleExportTo']),
    outboundTrafficPolicy: policy === 'REGISTRY_ONLY' ? 'REGISTRY_ONLY' : 'ALLOW_ANY',
    extensionProviders: asList(config['extensionProviders']).flatMap(parseProvider),
    defaultTrafficPolicy: {
      ...(traffic['connectionPool'] ? { connectionPool: asRecord(traffic['connectionPool']) } : {}),
      ...(traffic['outlierDetection'] ? { outlierDetection: asRecord(traffic['outlierDetection']) } : {}),
    },
    defaultHttpRetryAttempts:
      typeof retries === 'number' ? retries : defaultMeshConfig.defaultHttpRetryAttempts,
  }
}

function parseProvider(raw: unknown): ExtensionProvider[] {
  const provider = asRecord(raw)
  const name = readText(provider['name'])
  if (name === undefined) return []
  const http = provider['envoyExtAuthzHttp']
  const grpc = provider['envoyExtAuthzGrpc']
  const of = asRecord(http ?? grpc)
  const port = of['port']
  return http || grpc
    ? [
        {
          name,
          authorizer: {
            protocol: http ? 'http' : 'grpc',
            service: readText(of['service']) ?? '',
            port: typeof port === 'number' ? port : 0,
          },
        },
      ]
    : [{ name }]
}

/** An empty list means the default, everywhere. */
function readTerms(raw: unknown): readonly string[] {
  const terms = readTexts(raw)
  return terms && terms.length > 0 ? terms : ['*']
}

function readText(raw: unknown): string | undefined {
  return typeof raw === 'string' && raw !== '' ? raw : undefined
}

function readTexts(raw: unknown): readonly string[] | undefined {
  return Array.isArray(raw) ? raw.filter((one) => typeof one === 'string') : undefined
}

function asList(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : []
}

function asRecord(raw: unknown): Readonly<Record<string, unknown>> {
  // An object of JSON has text keys; a list's keys name nothing that is asked here.
  return typeof raw === 'object' && raw !== null ? (raw as Readonly<Record<string, unknown>>) : {}
}
