import { describe, expect, it } from 'vitest'
import { cutForSharing, cutSecrets, cutSettingsText } from '#cli/gather/cut-for-sharing.ts'

const secret = 'hunter2'

describe('what is given to strangers', () => {
  it.each<[string, object, string]>([
    ['a pod', { spec: { containers: [{ env: [{ name: 'PASSWORD', value: secret }] }] } }, 'PASSWORD'],
    ['an initial container', { spec: { initContainers: [{ env: [{ name: 'P', value: secret }] }] } }, '"P"'],
    [
      'a template of a template',
      {
        spec: {
          jobTemplate: {
            spec: { template: { spec: { containers: [{ env: [{ name: 'P', value: secret }] }] } } },
          },
        },
      },
      '"P"',
    ],
    ['a WasmPlugin', { spec: { vmConfig: { env: [{ name: 'KEY', value: secret }] } } }, 'KEY'],
    ['a ProxyConfig', { spec: { environmentVariables: { TOKEN: secret } } }, 'TOKEN'],
    [
      'the copy of kubectl',
      {
        metadata: {
          name: 'kept',
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': secret },
        },
      },
      'kept',
    ],
    [
      'an annotation of its proxy',
      {
        metadata: {
          annotations: { 'proxy.istio.io/config': `proxyMetadata:\n  TOKEN: ${secret}\nconcurrency: 2\n` },
        },
      },
      'concurrency',
    ],
    [
      'the settings of the mesh',
      {
        kind: 'ConfigMap',
        data: {
          mesh: [
            'trustDomain: cluster.local',
            'extensionProviders:',
            '- name: otel',
            '  opentelemetry:',
            '    http:',
            '      headers:',
            `      - {name: Authorization, value: Bearer ${secret}}`,
            `- {name: ls, lightstep: {accessToken: ${secret}}}`,
            `- {name: g, opentelemetry: {grpc: {initialMetadata: [{key: k, value: ${secret}}]}}}`,
            'defaultConfig:',
            `  proxyMetadata: {TOKEN: ${secret}}`,
          ].join('\n'),
        },
      },
      'Authorization',
    ],
  ])('holds of %s no value that may be a secret, and its name', (_name, object, kept) => {
    const text = JSON.stringify(cutForSharing({ metadata: {}, ...object }))
    expect(text).not.toContain(secret)
    expect(text).toContain(kept)
  })

  it('keeps references to Secrets, and everything else', () => {
    const env = [{ name: 'P', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }]
    const pod = {
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'c', args: ['x'], env }] },
    }
    expect(cutForSharing(pod)).toEqual(pod)
    const route = { http: [{ headers: { request: { set: { 'x-version': '2' } } }, route: [] }] }
    expect(cutSecrets(route)).toEqual(route)
  })

  it('keeps settings without secrets to the letter, and none that cannot be read', () => {
    const text = '# ours\ntrustDomain: "cluster.local"\n'
    expect(cutSettingsText(text)).toBe(text)
    expect(cutSettingsText(`token: [${secret}`)).toBe('')
  })
})
