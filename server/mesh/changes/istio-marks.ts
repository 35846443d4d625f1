/** Istio's word for what it reads labels and annotations of. */
type Owner = 'Namespace' | 'Service' | 'Pod'

interface Mark {
  readonly at: 'label' | 'annotation'
  readonly on: readonly Owner[]
  /** All values that it takes; absent where any value of its form is one. */
  readonly values?: readonly string[]
}

const everywhere: readonly Owner[] = ['Namespace', 'Service', 'Pod']
const flag = ['true', 'false']

/**
 * Labels and annotations by which namespaces, services and pods are taken into the mesh and treated there
 * (istio.io/api `label/labels.yaml`, `annotation/annotations.yaml`; istio.io "Resource Labels", "Resource Annotations").
 */
const marks: Readonly<Record<string, Mark>> = {
  'istio-injection': { at: 'label', on: ['Namespace'], values: ['enabled', 'disabled'] },
  'sidecar.istio.io/inject': { at: 'label', on: ['Pod'], values: flag },
  'istio.io/rev': { at: 'label', on: ['Namespace', 'Pod'] },
  'istio.io/dataplane-mode': { at: 'label', on: ['Namespace', 'Pod'], values: ['ambient', 'none'] },
  'istio.io/use-waypoint': { at: 'label', on: everywhere },
  'istio.io/use-waypoint-namespace': { at: 'label', on: everywhere },
  'istio.io/use-waypoint-canary': { at: 'label', on: ['Namespace', 'Service'] },
  'istio.io/use-waypoint-canary-namespace': { at: 'label', on: ['Namespace', 'Service'] },
  'istio.io/use-waypoint-canary-weight': { at: 'annotation', on: ['Namespace', 'Service'] },
  'istio.io/ingress-use-waypoint': { at: 'label', on: ['Namespace', 'Service'], values: flag },
  'istio.io/global': { at: 'label', on: ['Namespace', 'Service'], values: flag },
  'topology.istio.io/network': { at: 'label', on: ['Namespace', 'Pod'] },
  'topology.istio.io/subzone': { at: 'label', on: ['Pod'] },
  'service.istio.io/canonical-name': { at: 'label', on: ['Pod'] },
  'service.istio.io/canonical-revision': { at: 'label', on: ['Pod'] },
  'security.istio.io/tlsMode': { at: 'label', on: ['Pod'], values: ['istio', 'disabled'] },
  'networking.istio.io/exportTo': { at: 'annotation', on: ['Service'] },
  'networking.istio.io/traffic-distribution': { at: 'annotation', on: ['Namespace', 'Service'] },
  'ambient.istio.io/bypass-inbound-capture': { at: 'annotation', on: ['Pod'], values: flag },
  'ambient.istio.io/dns-capture': { at: 'annotation', on: ['Pod'], values: flag },
}

/** Whole families of annotations of pods: `traffic.sidecar.istio.io/includeInboundPorts`, `proxy.istio.io/config`, … */
const podFamilies = ['sidecar.istio.io', 'traffic.sidecar.istio.io', 'proxy.istio.io', 'inject.istio.io']

export interface MarkFault {
  readonly code: 'mark-not-istio' | 'mark-elsewhere' | 'mark-value'
  readonly params: Readonly<Record<string, string>>
}

/**
 * Why a label or annotation may not be set; undefined where it may. Taking one away is always of a known key too.
 *
 * @param value null takes it away
 */
export function checkMark(
  { at, key, value }: { readonly at: Mark['at']; readonly key: string; readonly value: string | null },
  owner: Owner,
): MarkFault | undefined {
  const known = findMark(key, at)
  if (!known) return { code: 'mark-not-istio', params: { key } }
  if (!known.on.includes(owner)) return { code: 'mark-elsewhere', params: { key, on: known.on.join(', ') } }
  if (value === null) return undefined
  const isForm = at === 'annotation' || /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/.test(value)
  if (isForm && (known.values?.includes(value) ?? true)) return undefined
  return { code: 'mark-value', params: { key, value, values: known.values?.join(', ') ?? '-' } }
}

function findMark(key: string, at: Mark['at']): Mark | undefined {
  const mark = Object.hasOwn(marks, key) ? marks[key] : undefined
  if (mark) return mark.at === at ? mark : undefined
  const isPodFamily = podFamilies.includes(key.slice(0, Math.max(0, key.indexOf('/')))) && !key.endsWith('/')
  return at === 'annotation' && isPodFamily ? { at, on: ['Pod'] } : undefined
}
