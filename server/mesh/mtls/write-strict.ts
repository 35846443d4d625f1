import { type PeerAuthentication, parseMode, readMode } from '#server/mesh/mtls/peer-authentication.ts'
import { findPolicyLevel } from '#server/mesh/mtls/policy-levels.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/**
 * The objects that make a namespace STRICT, as YAML documents: the policy that speaks for it (its oldest, else a new one)
 * where it does not say so, and every policy of single workloads that says otherwise, without its exceptions of ports.
 */
export function writeStrict(snapshot: MeshSnapshot, namespace: string): string {
  const { policy, withSelector } = findPolicyLevel(snapshot, namespace)
  const isStrict = policy !== undefined && readMode(policy) === 'STRICT'
  return [
    ...(isStrict ? [] : [writePolicy(namespace, policy?.metadata.name ?? 'default', {})]),
    ...withSelector
      .filter(loosens)
      .map(({ metadata, spec }) => writePolicy(namespace, metadata.name, spec.selector?.matchLabels ?? {})),
  ].join('---\n')
}

/** UNSET inherits what the namespace says. */
function loosens(policy: PeerAuthentication): boolean {
  const modes = [
    readMode(policy),
    ...Object.values(policy.spec.portLevelMtls ?? {}).map((port) => parseMode(port?.mode)),
  ]
  return modes.some((mode) => mode !== undefined && mode !== 'STRICT')
}

function writePolicy(namespace: string, name: string, labels: Readonly<Record<string, string>>): string {
  const selector = Object.entries(labels).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`)
  return [
    'apiVersion: security.istio.io/v1',
    'kind: PeerAuthentication',
    'metadata:',
    `  name: ${name}`,
    `  namespace: ${namespace}`,
    'spec:',
    ...(selector.length > 0 ? ['  selector:', '    matchLabels:', ...selector] : []),
    '  mtls:',
    '    mode: STRICT',
    '',
  ].join('\n')
}
