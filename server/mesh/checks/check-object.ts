import type { ConfigFault } from '#server/mesh/checks/config-fault.ts'
import { refuse } from '#server/mesh/checks/config-fault.ts'
import { type Field, readField } from '#server/mesh/checks/field.ts'
import { checkRules } from '#server/mesh/checks/schema/check-rules.ts'
import { checkStructure, refuseBySchema } from '#server/mesh/checks/schema/check-structure.ts'
import { fillDefaults } from '#server/mesh/checks/schema/fill-defaults.ts'
import {
  checkPeerAuthentication,
  checkRequestAuthentication,
} from '#server/mesh/checks/webhook/check-authentication.ts'
import { checkAuthorizationPolicy } from '#server/mesh/checks/webhook/check-authorization-policy.ts'
import { checkDestinationRule } from '#server/mesh/checks/webhook/check-destination-rule.ts'
import { checkEnvoyFilter } from '#server/mesh/checks/webhook/check-envoy-filter.ts'
import {
  checkProxyConfig,
  checkTrafficExtension,
  checkWasmPlugin,
} from '#server/mesh/checks/webhook/check-extensions.ts'
import { checkGateway } from '#server/mesh/checks/webhook/check-gateway.ts'
import { checkServiceEntry } from '#server/mesh/checks/webhook/check-service-entry.ts'
import { checkSidecar } from '#server/mesh/checks/webhook/check-sidecar.ts'
import { checkTelemetry } from '#server/mesh/checks/webhook/check-telemetry.ts'
import { checkVirtualService } from '#server/mesh/checks/webhook/check-virtual-service.ts'
import { checkWorkloadEntry, checkWorkloadGroup } from '#server/mesh/checks/webhook/workload-entries.ts'
import { findSchema, type StructuralSchema } from '#server/mesh/schemas/custom-kinds.ts'

type WebhookCheck = (spec: Field, metadata: Field) => Generator<ConfigFault>

/** istiod's webhook by group and kind; it is not asked of the Gateway API. */
const webhookChecks: Readonly<Record<string, WebhookCheck>> = {
  'networking.istio.io/Gateway': checkGateway,
  'networking.istio.io/VirtualService': (spec, metadata) =>
    checkVirtualService(spec, metadata.at('namespace').text),
  'networking.istio.io/DestinationRule': (spec, metadata) =>
    checkDestinationRule(spec, metadata.at('namespace').text),
  'networking.istio.io/ServiceEntry': checkServiceEntry,
  'networking.istio.io/Sidecar': (spec, metadata) => checkSidecar(spec, metadata.at('namespace').text),
  'networking.istio.io/EnvoyFilter': checkEnvoyFilter,
  'networking.istio.io/WorkloadEntry': (spec) => checkWorkloadEntry(spec),
  'networking.istio.io/WorkloadGroup': checkWorkloadGroup,
  'networking.istio.io/ProxyConfig': checkProxyConfig,
  'security.istio.io/AuthorizationPolicy': checkAuthorizationPolicy,
  'security.istio.io/PeerAuthentication': checkPeerAuthentication,
  'security.istio.io/RequestAuthentication': checkRequestAuthentication,
  'telemetry.istio.io/Telemetry': checkTelemetry,
  'extensions.istio.io/WasmPlugin': checkWasmPlugin,
  'extensions.istio.io/TrafficExtension': checkTrafficExtension,
}

/** The schema of a kind at a version; undefined for what nobody defines. */
type FindSchema = (group: string, version: string, kind: string) => StructuralSchema | undefined

/**
 * What the API server and istiod would say of one Istio or Gateway API object, without either: first its schema
 * (structure, then CEL rules), and where that holds istiod's validating webhook. As there, what comes later is not asked
 * where something before it is an error.
 *
 * @param object as parsed from YAML or JSON
 * @param find where schemas are from; those of this build when absent
 * @returns no faults for a good object; one of `schema-unknown-kind` for what the CRDs do not define
 */
export function checkObject(object: unknown, find: FindSchema = findSchema): readonly ConfigFault[] {
  const root = readField(object)
  const [group = '', version = ''] = splitApiVersion(root.at('apiVersion').text)
  const kind = root.at('kind').text
  const schema = find(group, version, kind)
  if (!schema)
    return [refuseBySchema(root.at('kind'), 'schema-unknown-kind', { kind: `${group}/${version} ${kind}` })]
  return checkAgainst(readField(fillDefaults(object, schema)), schema, webhookChecks[`${group}/${kind}`])
}

function checkAgainst(
  root: Field,
  schema: StructuralSchema,
  webhook: WebhookCheck | undefined,
): readonly ConfigFault[] {
  const structural = keepFirst(checkStructure(root, withObjectFields(schema)))
  if (structural.length > 0) return structural
  const broken = keepFirst(checkRules(root, schema))
  if (broken.length > 0 || !webhook) return broken
  return [...checkAnnotations(root), ...keepFirst(webhook(root.at('spec'), root.at('metadata')))]
}

/** Of one object; who mends the first will see the others. */
const mostOfLevel = 200

/** Warnings and errors apart, since what is an error must not stand behind many warnings. */
function keepFirst(faults: Iterable<ConfigFault>): readonly ConfigFault[] {
  const kept: ConfigFault[] = []
  const counts = { error: 0, warning: 0 }
  for (const fault of faults) {
    counts[fault.level] += 1
    if (counts[fault.level] <= mostOfLevel) kept.push(fault)
    if (counts.error === mostOfLevel) break
  }
  return kept
}

function splitApiVersion(apiVersion: string): readonly [string, string] {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)]
}

/** What every object has beside what its CRD says. */
function withObjectFields(schema: StructuralSchema): StructuralSchema {
  const own = schema['properties']
  const text = { type: 'string', nullable: true }
  const texts = { type: 'object', nullable: true, additionalProperties: text }
  const metadata = {
    type: 'object',
    properties: { name: text, namespace: text, labels: texts, annotations: texts },
    'x-kubernetes-preserve-unknown-fields': true,
  }
  return {
    type: 'object',
    ...schema,
    properties: { ...(typeof own === 'object' ? own : {}), apiVersion: text, kind: text, metadata },
  }
}

const dryRun = 'istio.io/dry-run'
/** Set by istiod alone, or by its own test of the webhook. */
const internal = [
  'internal.istio.io/webhook-always-reject',
  'internal.istio.io/parent-namespace',
  'internal.istio.io/parents',
]
const truths = ['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False']

/** validateMetadata, checkDryRunAnnotation of istio `pkg/config/validation/validation.go` (1.31). */
function* checkAnnotations(root: Field): Generator<ConfigFault> {
  const annotations = root.at('metadata').at('annotations')
  for (const name of internal)
    if (annotations.at(name).isSet)
      yield refuse(annotations.at(name), 'config-annotation-internal', { value: name })
  const dry = annotations.at(dryRun)
  if (!dry.isSet) return
  const action = root.at('spec').at('action').text || 'ALLOW'
  if (root.at('kind').text !== 'AuthorizationPolicy' || !['ALLOW', 'DENY'].includes(action))
    yield refuse(dry, 'config-dry-run')
  else if (!truths.includes(dry.text))
    yield refuse(dry, 'config-unsupported', { value: dry.text, allowed: 'true, false' })
}
