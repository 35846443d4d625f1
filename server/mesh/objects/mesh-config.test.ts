import { describe, expect, it } from 'vitest'
import { defaultMeshConfig, parseMeshConfig } from '#server/mesh/objects/mesh-config.ts'

describe('the mesh configuration', () => {
  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['empty lists', { defaultServiceExportTo: [], extensionProviders: [] }],
    [
      'other shapes',
      { trustDomain: 7, trustDomainAliases: 'a', outboundTrafficPolicy: [], extensionProviders: [{}] },
    ],
  ])('keeps the defaults of Istio where it says %s', (_what, raw) => {
    expect(parseMeshConfig(raw)).toEqual(defaultMeshConfig)
  })

  it('reads what it says', () => {
    const config = parseMeshConfig({
      trustDomain: 'td',
      trustDomainAliases: ['old'],
      enableAutoMtls: false,
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
      defaultDestinationRuleExportTo: ['.'],
      defaultHttpRetryPolicy: { attempts: 0 },
      defaultTrafficPolicy: { outlierDetection: { interval: '5s' } },
      extensionProviders: [
        { name: 'gate', envoyExtAuthzHttp: { service: 'gate.tools', port: 80 } },
        { name: 'traces', zipkin: {} },
      ],
    })
    expect(config).toEqual({
      ...defaultMeshConfig,
      trustDomain: 'td',
      trustDomainAliases: ['old'],
      enableAutoMtls: false,
      outboundTrafficPolicy: 'REGISTRY_ONLY',
      defaultDestinationRuleExportTo: ['.'],
      defaultHttpRetryAttempts: 0,
      defaultTrafficPolicy: { outlierDetection: { interval: '5s' } },
      extensionProviders: [
        { name: 'gate', authorizer: { protocol: 'http', service: 'gate.tools', port: 80 } },
        { name: 'traces' },
      ],
    })
  })
})
