import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkObject } from '#server/mesh/checks/check-object.ts'

/** Codes and places of a spec's faults, `~` before a warning. */
function judge(kind: string, spec: string, metadata: object = {}) {
  const object = {
    apiVersion: 'networking.istio.io/v1',
    kind,
    metadata: { name: 'a', namespace: 'demo', ...metadata },
    spec: parse(spec) as unknown,
  }
  return checkObject(object).map(({ level, code, path }) =>
    `${level === 'error' ? '' : '~'}${code} ${path.replace(/^spec\.?/, '')}`.trim(),
  )
}

type Row = readonly [what: string, spec: string, faults: readonly string[]]
const to = 'route: [{destination: {host: b}}]'
const http = (route: string) => `{hosts: [a], http: [{${route}}]}`

// istio pkg/config/validation/{validation,virtualservice}.go
describe('a VirtualService', () => {
  it.each<Row>([
    ['is good', http(`match: [{uri: {prefix: /a}, headers: {x-a: {regex: "a+"}}}], ${to}, timeout: 5s`), []],
    ['needs a route', '{hosts: [a]}', ['config-no-routes']],
    ['needs something to do', http('timeout: 5s'), ['config-route-needed http[0]']],
    [
      'takes a wildcard for the first label',
      '{hosts: ["a.*.b"], http: [{redirect: {uri: /}}]}',
      ['config-host hosts[0]'],
    ],
    [
      'takes a bare star at gateways alone',
      '{hosts: ["*"], gateways: [g, mesh], http: [{redirect: {uri: /}}]}',
      ['config-host-mesh-any hosts[0]'],
    ],
    [
      'takes no host twice',
      '{hosts: ["*.a.b", "x.a.b"], http: [{redirect: {uri: /}}]}',
      ['config-duplicate hosts[1]'],
    ],
    [
      'without hosts is a delegate',
      `{gateways: [g], http: [{delegate: {name: d}, ${to}}]}`,
      ['config-delegate-field gateways', 'config-delegate-field http[0].delegate'],
    ],
    [
      'that delegates does nothing else',
      http(`delegate: {name: d}, ${to}`),
      ['config-exclusive http[0].route'],
    ],
    [
      'does one thing',
      http(`redirect: {uri: /}, directResponse: {status: 200}, fault: {delay: {fixedDelay: 1s}}, ${to}`),
      [
        'config-exclusive http[0].route',
        'config-exclusive http[0].fault',
        'config-exclusive http[0].directResponse',
      ],
    ],
    [
      'weighs by something',
      http('route: [{destination: {host: b}}, {destination: {host: c}}]'),
      ['config-weight-sum http[0].route'],
    ],
    [
      'goes to a host',
      http('route: [{destination: {host: "*", subset: a.b, port: {number: 0}}}]'),
      [
        'config-host-any http[0].route[0].destination.host',
        'config-dns-label http[0].route[0].destination.subset',
        'config-port http[0].route[0].destination.port.number',
      ],
    ],
    [
      'takes patterns that are not empty',
      http(
        `match: [{uri: {prefix: ""}}, {method: {prefix: ""}}, {withoutHeaders: {a: {regex: "*"}}}], ${to}`,
      ),
      ['config-empty http[0].match[1].method.prefix'],
    ],
    [
      'takes names of headers',
      http(`match: [{headers: {":path": {exact: a}, "a b": {exact: a}}}], ${to}`),
      ['config-header-name http[0].match[0].headers["a b"]'],
    ],
    [
      'routes by claims at gateways alone',
      http(`match: [{headers: {"@request.auth.claims.a": {exact: b}}}], ${to}`),
      ['config-claim-gateway http[0].match[0].headers["@request.auth.claims.a"]'],
    ],
    [
      'changes no header of the connection',
      http(`headers: {request: {set: {Host: a}, remove: [":path"]}, response: {add: {a: "%"}}}, ${to}`),
      [
        'config-header-internal http[0].headers.request.remove[0]',
        'config-header-value http[0].headers.response.add.a',
      ],
    ],
    [
      'writes the authority once',
      http(`rewrite: {authority: a}, headers: {request: {set: {":authority": b}}}, ${to}`),
      ['config-authority-twice http[0]'],
    ],
    [
      'retries on what is known',
      http(`retries: {attempts: 1, retryOn: "5xx,503,599"}, ${to}`),
      ['config-retry-reason http[0].retries.retryOn'],
    ],
    [
      'tunes no retries that are off',
      http(`retries: {retryOn: 5xx}, ${to}`),
      ['config-needs http[0].retries'],
    ],
    [
      'injects what Envoy can',
      http(`fault: {abort: {httpStatus: 700}, delay: {fixedDelay: 5s, percentage: {value: 0.00001}}}, ${to}`),
      ['config-status http[0].fault.abort.httpStatus', 'config-percent http[0].fault.delay.percentage'],
    ],
    [
      'redirects somewhere',
      http('redirect: {redirectCode: 200}'),
      ['config-empty http[0].redirect', 'config-redirect-code http[0].redirect.redirectCode'],
    ],
    [
      'rewrites prefixes of prefixes',
      http('match: [{uri: {exact: /a}}], redirect: {prefixRewrite: /b}'),
      ['config-needs http[0].match[0].uri'],
    ],
    [
      'rewrites one way',
      http(`rewrite: {uri: /a, uriRegexRewrite: {match: "(", rewrite: /b}}, ${to}`),
      ['config-exclusive http[0].rewrite', 'config-regex http[0].rewrite.uriRegexRewrite.match'],
    ],
    [
      'answers within bounds',
      http(`directResponse: {status: 200, body: {string: ${'a'.repeat(200_000)}}}`),
      ['~config-body-large http[0].directResponse.body'],
    ],
    [
      'mirrors one way',
      http(`mirror: {host: c}, mirrors: [{destination: {host: d}, percentage: {value: 101}}], ${to}`),
      ['config-exclusive http[0]', 'config-percent http[0].mirrors[0].percentage.value'],
    ],
    [
      'keeps CORS to whole seconds and methods',
      http(`corsPolicy: {maxAge: 1.5s, allowMethods: [GOT], allowOrigins: [{exact: ""}]}, ${to}`),
      [
        'config-empty http[0].corsPolicy.allowOrigins[0]',
        'config-unsupported http[0].corsPolicy.allowMethods[0]',
        'config-whole-seconds http[0].corsPolicy.maxAge',
      ],
    ],
    [
      'is told what is never reached',
      `{hosts: [a], http: [{${to}}, {${to}}]}`,
      ['~config-route-unreachable http[1]'],
    ],
    [
      'is told of the same match twice, whatever its name',
      http(`match: [{uri: {prefix: /a}}, {name: n, uri: {prefix: /a}}], ${to}`),
      ['~config-match-ineffective http[0].match[1]'],
    ],
    [
      'is told of a prefix within an earlier one',
      http(`match: [{uri: {prefix: /a}}, {uri: {prefix: /ab}}, {uri: {prefix: /ac}, port: 80}], ${to}`),
      ['~config-match-ineffective http[0].match[1]'],
    ],
    [
      'names gateways',
      `{hosts: [a.b], gateways: ["ns/a.b"], http: [{${to}}]}`,
      ['config-dns-label gateways[0]'],
    ],
    [
      'is told of the old form of a gateway',
      `{hosts: [a.b], gateways: [g.ns.svc.cluster.local], http: [{${to}}]}`,
      ['~config-gateway-legacy gateways[0]'],
    ],
    [
      'covers its SNI by its hosts',
      `{hosts: [a.b], tls: [{match: [{sniHosts: [c.d, 10.0.0.1]}], ${to}}]}`,
      ['config-sni-host tls[0].match[0].sniHosts[0]', '~config-sni-address tls[0].match[0].sniHosts[1]'],
    ],
    [
      'needs SNI and a route for TLS',
      '{hosts: [a.b], tls: [{match: [{port: 443}]}]}',
      ['schema-required tls[0].match[0].sniHosts'],
    ],
    [
      'takes subnets and labels for TCP',
      `{hosts: [a], tcp: [{match: [{destinationSubnets: [10.0.0.0/40], sourceLabels: {a: "b c"}}], ${to}}]}`,
      [
        'config-subnet tcp[0].match[0].destinationSubnets[0]',
        'config-label-value tcp[0].match[0].sourceLabels.a',
      ],
    ],
    [
      'is exported to somebody',
      `{hosts: [a], exportTo: ["~"], http: [{${to}}]}`,
      ['config-export-none exportTo[0]'],
    ],
    [
      'is exported to each once, to all alone',
      `{hosts: [a], exportTo: [".", demo, "*"], http: [{${to}}]}`,
      ['config-duplicate exportTo[1]', 'config-export-alone exportTo'],
    ],
  ])('%s', (_what, spec, faults) => {
    expect(judge('VirtualService', spec)).toEqual(faults)
  })
})

const policy = (fields: string) => `{host: a, trafficPolicy: {${fields}}}`

// ValidateDestinationRule and pkg/config/validation/agent/validation.go
describe('a DestinationRule', () => {
  it.each<Row>([
    ['is good', '{host: a, subsets: [{name: v1, labels: {version: v1}}]}', []],
    ['takes no empty policy', policy(''), ['config-empty trafficPolicy']],
    [
      'names subsets once, as labels',
      '{host: a, subsets: [{name: v.1}, {name: b}, {name: b}]}',
      ['config-dns-label subsets[0].name', 'config-duplicate subsets[2].name'],
    ],
    [
      'sets something for a port',
      policy('portLevelSettings: [{port: {number: 80}}]'),
      ['config-empty trafficPolicy.portLevelSettings[0]'],
    ],
    [
      'ejects at most everything',
      policy('outlierDetection: {maxEjectionPercent: 101}'),
      ['config-percent trafficPolicy.outlierDetection.maxEjectionPercent'],
    ],
    [
      'is told of old words, of its own policy alone',
      `{host: a, trafficPolicy: {outlierDetection: {consecutiveErrors: 1}}, subsets: [{name: b, trafficPolicy: {outlierDetection: {consecutiveErrors: 1}}}]}`,
      ['~config-deprecated trafficPolicy.outlierDetection.consecutiveErrors'],
    ],
    [
      'counts local failures apart first',
      policy('outlierDetection: {consecutiveLocalOriginFailures: 1}'),
      ['config-needs trafficPolicy.outlierDetection.consecutiveLocalOriginFailures'],
    ],
    ['pools something', policy('connectionPool: {}'), ['config-empty trafficPolicy.connectionPool']],
    [
      'pools no negative',
      policy('connectionPool: {http: {maxRetries: -1, h2UpgradePolicy: UPGRADE, useClientProtocol: true}}'),
      [
        'config-negative trafficPolicy.connectionPool.http.maxRetries',
        'config-exclusive trafficPolicy.connectionPool.http',
      ],
    ],
    ['turns off an idle timeout by zero', policy('connectionPool: {tcp: {idleTimeout: 0s}}'), []],
    [
      'takes durations',
      policy('loadBalancer: {consistentHash: {httpCookie: {name: a, ttl: soon}}}'),
      ['config-duration trafficPolicy.loadBalancer.consistentHash.httpCookie.ttl'],
    ],
    [
      'takes a prime for Maglev',
      policy('loadBalancer: {consistentHash: {useSourceIp: true, maglev: {tableSize: 1000}}}'),
      ['config-maglev trafficPolicy.loadBalancer.consistentHash.maglev.tableSize'],
    ],
    [
      'shares localities out whole',
      policy('loadBalancer: {localityLbSetting: {distribute: [{from: "a/*", to: {"a/*": 60, "b/*": 30}}]}}'),
      ['config-locality-sum trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to'],
    ],
    [
      'takes localities that do not overlap',
      policy(
        'loadBalancer: {localityLbSetting: {distribute: [{from: "a/*", to: {a: 100}}, {from: "a/b", to: {a: 100}}, {from: "*/b", to: {a: 100}}]}}',
      ),
      ['config-locality-overlap trafficPolicy.loadBalancer.localityLbSetting.distribute[1].from'],
    ],
    [
      'takes a star at the end of a locality',
      policy('loadBalancer: {localityLbSetting: {distribute: [{from: "*/b", to: {a: 100}}]}}'),
      ['config-locality trafficPolicy.loadBalancer.localityLbSetting.distribute[0].from'],
    ],
    [
      'fails over to another region, with outlier detection',
      policy('loadBalancer: {localityLbSetting: {failover: [{from: a, to: a}, {from: a/b, to: c}]}}'),
      [
        '~config-failover-outlier trafficPolicy.loadBalancer.localityLbSetting',
        'config-failover-same trafficPolicy.loadBalancer.localityLbSetting.failover[0]',
        'config-failover-region trafficPolicy.loadBalancer.localityLbSetting.failover[1].from',
      ],
    ],
    [
      'has certificates for MUTUAL',
      policy('tls: {mode: MUTUAL}'),
      [
        'config-tls-needs trafficPolicy.tls.clientCertificate',
        'config-tls-needs trafficPolicy.tls.privateKey',
      ],
    ],
    [
      'has one source of certificates',
      policy('tls: {mode: SIMPLE, credentialName: a, caCertificates: b}'),
      ['config-exclusive trafficPolicy.tls.credentialName'],
    ],
    [
      'takes ConfigMaps of its namespace',
      policy('tls: {mode: SIMPLE, credentialName: "configmap://other/a"}'),
      ['config-credential-namespace trafficPolicy.tls.credentialName'],
    ],
    [
      'verifies or does not',
      policy('tls: {mode: SIMPLE, insecureSkipVerify: true, caCertificates: a}'),
      ['config-exclusive trafficPolicy.tls.insecureSkipVerify'],
    ],
    [
      'tunnels to a host',
      policy('tunnel: {protocol: GET, targetHost: a_b, targetPort: 0}'),
      [
        'config-unsupported trafficPolicy.tunnel.protocol',
        'config-fqdn trafficPolicy.tunnel.targetHost',
        'config-port trafficPolicy.tunnel.targetPort',
      ],
    ],
    [
      'with a selector stays at home',
      '{host: a, workloadSelector: {}, exportTo: ["*"]}',
      ['config-export-selector exportTo', '~config-selector-empty workloadSelector'],
    ],
  ])('%s', (_what, spec, faults) => {
    expect(judge('DestinationRule', spec)).toEqual(faults)
  })
})

const server = (fields: string) =>
  `{servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.b], ${fields}}]}`

// ValidateGateway, validateTLSOptions
describe('a Gateway', () => {
  it.each<Row>([
    ['is good', server('tls: {mode: SIMPLE, credentialName: c}'), []],
    ['needs TLS for HTTPS', server('name: a'), ['config-required servers[0].tls']],
    [
      'needs certificates',
      server('tls: {mode: MUTUAL}'),
      ['caCertificates', 'serverCertificate', 'privateKey'].map(
        (name) => `config-tls-needs servers[0].tls.${name}`,
      ),
    ],
    [
      'has one source of certificates',
      server('tls: {mode: SIMPLE, credentialName: c, serverCertificate: a, privateKey: b}'),
      ['config-exclusive servers[0].tls'],
    ],
    [
      'of ISTIO_MUTUAL has none',
      server('tls: {mode: ISTIO_MUTUAL, credentialName: c}'),
      ['config-tls-mode-field servers[0].tls.credentialName'],
    ],
    [
      'is told of certificates that nobody reads',
      server('tls: {mode: PASSTHROUGH, credentialName: c}'),
      ['~config-tls-ignored servers[0].tls'],
    ],
    [
      'is told of ciphers and old TLS',
      server('tls: {mode: SIMPLE, credentialName: c, minProtocolVersion: TLSV1_0}'),
      ['~config-tls-old servers[0].tls'],
    ],
    [
      'is told of unknown ciphers',
      server('tls: {mode: SIMPLE, credentialName: c, cipherSuites: [ROT13, AES128-SHA, AES128-SHA, "-x"]}'),
      [
        '~config-cipher servers[0].tls.cipherSuites[0]',
        '~config-cipher-twice servers[0].tls.cipherSuites[2]',
      ],
    ],
    [
      'is told of a redirect from HTTPS',
      server('tls: {mode: SIMPLE, credentialName: c, httpsRedirect: true}'),
      ['~config-redirect-http servers[0].tls.httpsRedirect'],
    ],
    [
      'takes hosts of namespaces',
      '{servers: [{port: {number: 80, name: a, protocol: HTTP}, hosts: [short, "a_b/x.y", "*/*.x.y", "10.0.0.1", "*x.y"]}]}',
      [
        'config-host-short servers[0].hosts[0]',
        'config-dns-label servers[0].hosts[1]',
        'config-host-partial servers[0].hosts[4]',
      ],
    ],
    [
      'has TLS only where the protocol has',
      '{servers: [{port: {number: 80, name: a, protocol: HTTP}, hosts: ["*"], tls: {mode: SIMPLE, credentialName: c}}]}',
      ['config-tls-protocol servers[0].tls'],
    ],
    [
      'binds to an address or a socket',
      '{servers: [{bind: "unix:///a", port: {number: 80, name: a, protocol: HTTP}, hosts: ["*"]}, {bind: a, port: {number: 80, name: b, protocol: HTTPX}, hosts: ["*"]}]}',
      [
        'config-unix-port servers[0].port.number',
        'config-protocol servers[1].port.protocol',
        'config-address servers[1].bind',
      ],
    ],
    ['needs servers', '{}', ['config-required servers']],
  ])('%s', (_what, spec, faults) => {
    expect(judge('Gateway', spec)).toEqual(faults)
  })

  it('has a name without dots', () => {
    expect(judge('Gateway', server('tls: {mode: SIMPLE, credentialName: c}'), { name: 'a.b' })).toEqual([
      'config-dns-label metadata.name',
    ])
  })
})

const port = (protocol: string, name = 'a', number = 80) =>
  `{number: ${number}, name: ${name}, protocol: ${protocol}}`

// ValidateServiceEntry, validateWorkloadEntry, ValidateWorkloadGroup
describe('entries', () => {
  it.each<Row>([
    ['are good', `{hosts: [a.b], ports: [${port('TLS')}], resolution: DNS}`, []],
    [
      'resolve what can be',
      `{hosts: ["*.a.b"], ports: [${port('TLS')}], resolution: DNS}`,
      ['config-fqdn hosts[0]'],
    ],
    [
      'of NONE have no endpoints',
      `{hosts: [a.b], resolution: NONE, workloadSelector: {labels: {a: b}}}`,
      ['~config-resolution-field workloadSelector'],
    ],
    [
      'of STATIC have addresses and known ports',
      `{hosts: [a.b], ports: [${port('TLS')}], resolution: STATIC, endpoints: [{address: c.d, ports: {x: 80}}]}`,
      ['config-address endpoints[0].address', 'config-endpoint-port endpoints[0].ports.x'],
    ],
    [
      'of DYNAMIC_DNS are wildcards of HTTP',
      `{hosts: [a.b], ports: [${port('TCP')}], resolution: DYNAMIC_DNS, addresses: [1.2.3.4]}`,
      [
        'config-host-wildcard hosts[0]',
        'config-resolution-field addresses',
        'config-unsupported ports[0].protocol',
      ],
    ],
    [
      'of several hosts are no plain TCP',
      `{hosts: [a.b, c.d], ports: [${port('TCP')}], resolution: DNS}`,
      ['config-hosts-tcp hosts'],
    ],
    [
      'are told of TCP without addresses',
      `{hosts: [a.b], ports: [${port('TCP')}]}`,
      ['~config-tcp-address ports[0]'],
    ],
    [
      'are told of partial wildcards',
      `{hosts: ["*a.b"], ports: [${port('TLS')}]}`,
      ['~config-host-partial hosts[0]'],
    ],
    [
      'may be exported to nobody, alone',
      `{hosts: [a.b], ports: [${port('TLS')}], exportTo: ["~", "a"]}`,
      ['config-export-alone exportTo'],
    ],
  ])('%s', (_what, spec, faults) => {
    expect(judge('ServiceEntry', spec)).toEqual(faults)
  })

  it.each<[string, string, readonly string[]]>([
    ['WorkloadEntry', '{address: a_b}', ['config-address address']],
    ['WorkloadEntry', '{network: n}', ['~config-address-unset address']],
    ['WorkloadEntry', '{address: "unix:///a"}', []],
    ['WorkloadEntry', '{address: a.b, ports: {a_b: 80}}', ['schema-rule ports']],
    ['WorkloadGroup', '{template: {}, probe: {}}', ['config-required probe']],
    [
      'WorkloadGroup',
      '{template: {}, probe: {tcpSocket: {port: 80}, exec: {command: [a]}}}',
      ['schema-one-of probe'],
    ],
    [
      'WorkloadGroup',
      '{template: {}, metadata: {labels: {a: "b c"}}}',
      ['config-label-value metadata.labels.a'],
    ],
  ])('%s %s', (kind, spec, faults) => {
    expect(judge(kind, spec)).toEqual(faults)
  })
})

// ValidateSidecar
describe('a Sidecar', () => {
  it.each<Row>([
    ['is good', '{egress: [{hosts: ["./*", "istio-system/*"]}]}', []],
    ['says something', '{}', ['config-empty']],
    [
      'names hosts by namespace',
      '{egress: [{hosts: [a.b, "~/*", "a_b/*", "ns/a"]}]}',
      [
        'config-host-namespace egress[0].hosts[0]',
        'config-dns-label egress[0].hosts[2]',
        'config-host-short egress[0].hosts[3]',
      ],
    ],
    [
      'is told of hosts twice, its own namespace by name too',
      '{egress: [{hosts: ["./a.b", "demo/a.b"]}]}',
      ['~config-duplicate egress[0].hosts[1]'],
    ],
    [
      'is told that everything is everything',
      '{egress: [{hosts: ["*/*", "a/b.c"]}]}',
      ['~config-egress-all egress[0].hosts'],
    ],
    [
      'lists the listener without port last',
      `{egress: [{hosts: ["./*"]}, {port: ${port('HTTP')}, hosts: ["./*"]}]}`,
      ['config-egress-order egress[0]'],
    ],
    [
      'listens on each port once',
      `{egress: [{port: ${port('HTTP')}, hosts: ["./*"]}, {port: ${port('HTTP')}, hosts: ["./*"]}]}`,
      ['config-duplicate egress[1].port.number'],
    ],
    [
      'listens on a socket without number',
      `{egress: [{bind: "unix:///a", captureMode: IPTABLES, port: {protocol: HTTP, name: a}, hosts: ["./*"]}]}`,
      ['config-unsupported egress[0].captureMode'],
    ],
    [
      'forwards to the pod itself',
      `{ingress: [{port: ${port('HTTP')}, defaultEndpoint: "10.1.1.1:80"}, {port: ${port('HTTP', 'b', 81)}, defaultEndpoint: "[::1]:80"}]}`,
      ['config-default-endpoint ingress[0].defaultEndpoint'],
    ],
    [
      'serves TLS by files',
      `{ingress: [{port: ${port('HTTPS')}, tls: {mode: SIMPLE, credentialName: a}}]}`,
      ['config-sidecar-tls ingress[0].tls.credentialName'],
    ],
    [
      'is told of HTTP settings for TCP',
      `{ingress: [{port: ${port('TCP')}, connectionPool: {http: {maxRetries: 1}}}]}`,
      ['~config-pool-http ingress[0].connectionPool.http'],
    ],
    [
      'sends out by a proxy where all is allowed',
      '{outboundTrafficPolicy: {egressProxy: {host: a.b, port: {number: 80}}}}',
      ['config-needs outboundTrafficPolicy.egressProxy'],
    ],
    [
      'is told of an empty selector',
      '{workloadSelector: {}, egress: [{hosts: ["./*"]}]}',
      ['~config-selector-empty workloadSelector'],
    ],
  ])('%s', (_what, spec, faults) => {
    expect(judge('Sidecar', spec)).toEqual(faults)
  })
})
