import { createHash } from 'node:crypto'
import { demoKinds, findDemoSchema } from '#demo/kubernetes/custom-kinds.ts'
import { type Mint, nodeNames } from '#demo/kubernetes/objects/mint.ts'
import { readAuthority } from '#demo/proxies/authority.ts'
import type { Manifest, WorldNamespace, WorldWorkload } from '#demo/world/types.ts'
import type { CustomKind } from '#server/mesh/schemas/custom-kinds.ts'

export function buildNamespace(mint: Mint, { name, labels }: WorldNamespace): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      uid: mint.uid(),
      creationTimestamp: mint.timeBefore(310),
      labels: { ...labels, 'kubernetes.io/metadata.name': name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }
}

export function buildNodes(mint: Mint): Manifest[] {
  const capacity = { cpu: '16', 'ephemeral-storage': '200Gi', memory: '64Gi', pods: '250' }
  return nodeNames.map((name, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: mint.uid(),
      creationTimestamp: mint.timeBefore(320),
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/region': 'region-1',
        'topology.kubernetes.io/zone': 'zone-1',
      },
      annotations: { 'node.alpha.kubernetes.io/ttl': '0' },
    },
    spec: { podCIDR: `10.244.${index}.0/24`, podCIDRs: [`10.244.${index}.0/24`] },
    status: {
      capacity,
      allocatable: capacity,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          lastHeartbeatTime: mint.timeBefore(0),
          lastTransitionTime: mint.timeBefore(320),
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
        },
      ],
      addresses: [
        { type: 'InternalIP', address: `172.18.0.${index + 3}` },
        { type: 'Hostname', address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        machineID: identify(name, 'machine').replaceAll('-', ''),
        systemUUID: identify(name, 'system'),
        bootID: identify(name, 'boot'),
        kubeProxyVersion: '',
        kernelVersion: '6.12.0',
        osImage: 'Debian GNU/Linux 13 (trixie)',
        containerRuntimeVersion: 'containerd://2.2.0',
        kubeletVersion: 'v1.34.4',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  }))
}

/** Identities of a machine, which follow from its name. */
function identify(node: string, of: string): string {
  const hex = createHash('sha256').update(`${node}/${of}`).digest('hex')
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** The root certificate that istiod puts into every namespace (istio.md §6.4). */
export function buildRootCertificates(mint: Mint, namespaces: readonly WorldNamespace[]): Manifest[] {
  return namespaces.map(({ name }) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'istio-ca-root-cert',
      namespace: name,
      uid: mint.uid(),
      creationTimestamp: mint.timeBefore(304),
      labels: { 'istio.io/config': 'true' },
    },
    data: { 'root-cert.pem': readAuthority().root },
  }))
}

/** One ServiceAccount for each that a workload runs as, and `default` in every namespace. */
export function buildServiceAccounts(
  mint: Mint,
  namespaces: readonly WorldNamespace[],
  workloads: readonly WorldWorkload[],
): Manifest[] {
  const names = new Set([
    ...namespaces.map(({ name }) => `${name}/default`),
    ...workloads.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`),
  ])
  return [...names].map((path) => {
    const [namespace = '', name = ''] = path.split('/')
    return {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace, uid: mint.uid(), creationTimestamp: mint.timeBefore(305) },
    }
  })
}

export function buildGatewayClasses(mint: Mint): Manifest[] {
  const classes = [
    ['istio', 'istio.io/gateway-controller', 'The default Istio GatewayClass'],
    [
      'istio-remote',
      'istio.io/unmanaged-gateway',
      'Remote to this cluster. Does not deploy or affect configuration.',
    ],
    ['istio-waypoint', 'istio.io/mesh-controller', 'The default Istio waypoint GatewayClass'],
  ] as const
  return classes.map(([name, controllerName, description]) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name, uid: mint.uid(), creationTimestamp: mint.timeBefore(308) },
    spec: { controllerName, description },
    status: {
      conditions: [
        {
          lastTransitionTime: mint.timeBefore(308),
          message: 'Handled by Istio controller',
          observedGeneration: 1,
          reason: 'Accepted',
          status: 'True',
          type: 'Accepted',
        },
      ],
    },
  }))
}

/** The CRDs behind the custom kinds, with their schemas (which have no descriptions here). */
export function buildDefinitions(mint: Mint): Manifest[] {
  return demoKinds.map((custom) => buildDefinition(mint, custom))
}

function buildDefinition(mint: Mint, custom: CustomKind): Manifest {
  const names = {
    plural: custom.plural,
    singular: custom.singular,
    ...(custom.shortNames.length > 0 ? { shortNames: custom.shortNames } : {}),
    kind: custom.kind,
    listKind: custom.listKind,
    ...(custom.categories.length > 0 ? { categories: custom.categories } : {}),
  }
  const since = mint.timeBefore(312)
  const condition = (type: string, reason: string, message: string) => ({
    type,
    status: 'True',
    lastTransitionTime: since,
    reason,
    message,
  })
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${custom.plural}.${custom.group}`,
      uid: mint.uid(),
      creationTimestamp: since,
      ...(custom.group.endsWith('istio.io')
        ? { labels: { app: 'istio-pilot', chart: 'istio', release: 'istio' } }
        : custom.group.endsWith('k8s.io') && {
            annotations: {
              // Without it the API server refuses a CRD in a group of Kubernetes' own domain.
              'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/gateway-api/pull/4530',
              'gateway.networking.k8s.io/bundle-version': 'v1.6.0',
              'gateway.networking.k8s.io/channel': 'standard',
            },
          }),
    },
    spec: {
      group: custom.group,
      names,
      scope: custom.scope,
      versions: custom.versions.map((version) => buildVersion(custom, version)),
      conversion: { strategy: 'None' },
    },
    status: {
      conditions: [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
      acceptedNames: names,
      storedVersions: custom.versions.filter(({ storage }) => storage).map(({ name }) => name),
    },
  }
}

function buildVersion({ group, kind }: CustomKind, version: CustomKind['versions'][number]) {
  const { name, served, storage, subresources, printerColumns, deprecationWarning } = version
  return {
    name,
    served,
    storage,
    ...(deprecationWarning ? { deprecated: true, deprecationWarning } : {}),
    schema: { openAPIV3Schema: findDemoSchema(group, name, kind) ?? { type: 'object' } },
    ...(subresources.length > 0 ? { subresources: buildSubresources(subresources) } : {}),
    ...(printerColumns.length > 0 ? { additionalPrinterColumns: printerColumns } : {}),
  }
}

/** `scale` counts by the paths that kinds of the form of a Deployment have. */
function buildSubresources(subresources: readonly string[]) {
  return {
    ...(subresources.includes('status') ? { status: {} } : {}),
    ...(subresources.includes('scale')
      ? {
          scale: {
            specReplicasPath: '.spec.replicas',
            statusReplicasPath: '.status.replicas',
            labelSelectorPath: '.status.selector',
          },
        }
      : {}),
  }
}
