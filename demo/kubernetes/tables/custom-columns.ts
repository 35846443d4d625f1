/** A column of `kubectl get`, as a CRD declares it. */
export interface PrinterColumn {
  readonly name: string
  readonly type: 'string' | 'date'
  readonly jsonPath: string
  readonly priority?: number
  readonly description?: string
}

const age: PrinterColumn = {
  name: 'Age',
  type: 'date',
  description: 'How long ago the object was created.',
  jsonPath: '.metadata.creationTimestamp',
}

const text = (name: string, jsonPath: string, priority?: number): PrinterColumn => ({
  name,
  type: 'string',
  jsonPath,
  ...(priority ? { priority } : {}),
})

const istio = 'networking.istio.io'
const gatewayApi = 'gateway.networking.k8s.io'

/** From the CRDs of istio.io/api and gateway-api (`additionalPrinterColumns`); kinds that are not here show their age. */
const columns: Readonly<Record<string, readonly PrinterColumn[]>> = {
  [`${istio}/VirtualService`]: [text('Gateways', '.spec.gateways'), text('Hosts', '.spec.hosts'), age],
  [`${istio}/DestinationRule`]: [text('Host', '.spec.host'), age],
  [`${istio}/ServiceEntry`]: [
    text('Hosts', '.spec.hosts'),
    text('Location', '.spec.location'),
    text('Resolution', '.spec.resolution'),
    age,
  ],
  [`${istio}/WorkloadEntry`]: [age, text('Address', '.spec.address')],
  'security.istio.io/AuthorizationPolicy': [text('Action', '.spec.action'), age],
  'security.istio.io/PeerAuthentication': [text('Mode', '.spec.mtls.mode'), age],
  [`${gatewayApi}/GatewayClass`]: [
    text('Controller', '.spec.controllerName'),
    text('Accepted', '.status.conditions[?(@.type=="Accepted")].status'),
    age,
    text('Description', '.spec.description', 1),
  ],
  [`${gatewayApi}/Gateway`]: [
    text('Class', '.spec.gatewayClassName'),
    text('Address', '.status.addresses[*].value'),
    text('Programmed', '.status.conditions[?(@.type=="Programmed")].status'),
    age,
  ],
  [`${gatewayApi}/HTTPRoute`]: [text('Hostnames', '.spec.hostnames'), age],
  [`${gatewayApi}/GRPCRoute`]: [text('Hostnames', '.spec.hostnames'), age],
}

export function printerColumns(group: string, kind: string): readonly PrinterColumn[] {
  return columns[`${group}/${kind}`] ?? [age]
}
