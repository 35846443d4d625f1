import { type ConfigFault, refuse } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { isAddress, isFqdn } from '#server/mesh/checks/text/names.ts'
import { checkConnectionPool } from '#server/mesh/checks/webhook/connection-pool.ts'
import { checkLoadBalancer } from '#server/mesh/checks/webhook/load-balancer.ts'
import { checkOutlierDetection } from '#server/mesh/checks/webhook/outlier-detection.ts'
import {
  checkAnyDuration,
  checkDnsLabel,
  checkExportTo,
  checkLabels,
  checkPort,
  checkSelector,
  checkWildcardHost,
} from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/** ValidateDestinationRule of istio `pkg/config/validation/validation.go` (1.31). */
export function* checkDestinationRule(spec: Field, namespace: string): Faults {
  yield* checkWildcardHost(spec.at('host'))
  yield* checkTrafficPolicy(spec.at('trafficPolicy'), namespace)
  const names = new Set<string>()
  for (const subset of spec.at('subsets').items) {
    const name = subset.at('name')
    if (names.has(name.text)) yield refuse(name, 'config-duplicate', { value: name.text })
    names.add(name.text)
    yield* checkDnsLabel(name)
    yield* checkLabels(subset.at('labels'))
    yield* keepErrors(checkTrafficPolicy(subset.at('trafficPolicy'), namespace))
  }
  const selector = spec.at('workloadSelector')
  yield* checkExportTo(spec.at('exportTo'), namespace, { withSelector: selector.isSet })
  yield* checkSelector(selector)
}

/** istiod loses the warnings of what is deeper than the rule's own policy. */
function* keepErrors(faults: Faults): Faults {
  for (const fault of faults) if (fault.level === 'error') yield fault
}

const portBlocks = ['outlierDetection', 'connectionPool', 'loadBalancer', 'tls']
const blocks = [...portBlocks, 'tunnel', 'proxyProtocol', 'retryBudget']

function* checkTrafficPolicy(policy: Field, namespace: string): Faults {
  if (!policy.isSet) return
  const ports = policy.at('portLevelSettings')
  if (blocks.every((name) => !policy.at(name).isSet) && ports.items.length === 0)
    yield refuse(policy, 'config-empty', { field: policy.key })
  if (policy.at('tunnel').isSet && policy.at('proxyProtocol').isSet)
    yield refuse(policy, 'config-exclusive', { fields: 'tunnel, proxyProtocol' })
  yield* checkBlocks(policy, namespace)
  for (const setting of ports.items) {
    if (!setting.at('port').isSet) yield refuse(setting.at('port'), 'config-required', { field: 'port' })
    if (portBlocks.every((name) => !setting.at(name).isSet))
      yield refuse(setting, 'config-empty', { field: 'portLevelSettings' })
    yield* keepErrors(checkBlocks(setting, namespace))
  }
  yield* checkTunnel(policy.at('tunnel'))
  yield* checkAnyDuration(policy.at('retryBudget').at('budgetInterval'))
}

function* checkBlocks(policy: Field, namespace: string): Faults {
  const outlier = policy.at('outlierDetection')
  yield* checkOutlierDetection(outlier)
  yield* checkConnectionPool(policy.at('connectionPool'))
  yield* checkLoadBalancer(policy.at('loadBalancer'), outlier.isSet)
  yield* checkClientTls(policy.at('tls'), namespace)
}

function* checkTunnel(tunnel: Field): Faults {
  if (!tunnel.isSet) return
  const protocol = tunnel.at('protocol')
  if (!['', 'CONNECT', 'POST'].includes(protocol.text))
    yield refuse(protocol, 'config-unsupported', { value: protocol.text, allowed: 'CONNECT, POST' })
  const host = tunnel.at('targetHost')
  if (!isFqdn(host.text) && !isAddress(host.text)) yield refuse(host, 'config-fqdn', { value: host.text })
  yield* checkPort(tunnel.at('targetPort'))
}

const configMapLead = 'configmap://'

/** ValidateTLS of istio `pkg/config/validation/agent/validation.go`. */
function* checkClientTls(tls: Field, namespace: string): Faults {
  if (!tls.isSet) return
  const mode = tls.at('mode').text || 'DISABLE'
  const credential = tls.at('credentialName')
  if (credential.text.startsWith(configMapLead)) {
    const [of, name] = credential.text.slice(configMapLead.length).split('/')
    if (!name || of !== namespace || namespace === '')
      yield refuse(credential, 'config-credential-namespace', { value: credential.text })
  }
  const isSet = (name: string) => tls.at(name).text !== ''
  if (tls.at('insecureSkipVerify').flag && ['SIMPLE', 'MUTUAL'].includes(mode)) {
    const names = tls.at('subjectAltNames').items.length > 0
    if (isSet('caCertificates') || names || (mode === 'SIMPLE' && credential.text !== ''))
      yield refuse(tls.at('insecureSkipVerify'), 'config-exclusive', {
        fields: 'insecureSkipVerify, caCertificates, subjectAltNames',
      })
  }
  if (['SIMPLE', 'MUTUAL'].includes(mode) && credential.text !== '') {
    const others = ['clientCertificate', 'caCertificates', 'privateKey', 'caCrl'].filter(isSet)
    if (others.length > 0)
      yield refuse(credential, 'config-exclusive', { fields: ['credentialName', ...others].join(', ') })
    return
  }
  if (mode === 'MUTUAL')
    for (const field of ['clientCertificate', 'privateKey'])
      if (!isSet(field)) yield refuse(tls.at(field), 'config-tls-needs', { mode, field })
}
