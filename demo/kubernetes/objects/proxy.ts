import { istioVersion } from '#demo/world/control-plane.ts'
import type { WorldWorkload } from '#demo/world/types.ts'

const proxyImage = `docker.io/istio/proxyv2:${istioVersion}`

const injectedVolumes = [
  'workload-socket',
  'credential-socket',
  'workload-certs',
  'istio-envoy',
  'istio-data',
  'istio-podinfo',
  'istio-token',
  'istiod-ca-cert',
  'istio-ca-crl',
] as const

const fieldRef = (fieldPath: string) => ({ fieldRef: { apiVersion: 'v1', fieldPath } })

/** What the injector adds to a pod's volumes. Shared by all pods: they never change. */
export const proxyVolumes: readonly unknown[] = [
  { name: 'workload-socket', emptyDir: {} },
  { name: 'credential-socket', emptyDir: {} },
  { name: 'workload-certs', emptyDir: {} },
  { name: 'istio-envoy', emptyDir: { medium: 'Memory' } },
  { name: 'istio-data', emptyDir: {} },
  {
    name: 'istio-podinfo',
    downwardAPI: {
      items: [
        { path: 'labels', ...fieldRef('metadata.labels') },
        { path: 'annotations', ...fieldRef('metadata.annotations') },
      ],
      defaultMode: 420,
    },
  },
  {
    name: 'istio-token',
    projected: {
      sources: [
        { serviceAccountToken: { audience: 'istio-ca', expirationSeconds: 43_200, path: 'istio-token' } },
      ],
      defaultMode: 420,
    },
  },
  { name: 'istiod-ca-cert', configMap: { name: 'istio-ca-root-cert', defaultMode: 420 } },
  { name: 'istio-ca-crl', configMap: { name: 'istio-ca-crl', defaultMode: 420, optional: true } },
]

const limits = { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '100m', memory: '128Mi' } }

const security = {
  capabilities: { drop: ['ALL'] },
  privileged: false,
  runAsUser: 1337,
  runAsGroup: 1337,
  runAsNonRoot: true,
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
}

const mounts = [
  { name: 'workload-socket', mountPath: '/var/run/secrets/workload-spiffe-uds' },
  { name: 'credential-socket', mountPath: '/var/run/secrets/credential-uds' },
  { name: 'workload-certs', mountPath: '/var/run/secrets/workload-spiffe-credentials' },
  { name: 'istiod-ca-cert', mountPath: '/var/run/secrets/istio' },
  { name: 'istio-ca-crl', mountPath: '/var/run/secrets/istio/crl' },
  { name: 'istio-data', mountPath: '/var/lib/istio/data' },
  { name: 'istio-envoy', mountPath: '/etc/istio/proxy' },
  { name: 'istio-token', mountPath: '/var/run/secrets/tokens' },
  { name: 'istio-podinfo', mountPath: '/etc/istio/pod' },
]

const probe = (periodSeconds: number, failureThreshold: number) => ({
  httpGet: { path: '/healthz/ready', port: 15021, scheme: 'HTTP' },
  timeoutSeconds: 3,
  periodSeconds,
  successThreshold: 1,
  failureThreshold,
})
const readinessProbe = probe(15, 4)
const startupProbe = probe(1, 600)
const proxyPorts = [{ name: 'http-envoy-prom', containerPort: 15090, protocol: 'TCP' }]
const sidecarArgs = [
  'proxy',
  'sidecar',
  '--domain',
  '$(POD_NAMESPACE).svc.cluster.local',
  '--proxyLogLevel=warning',
  '--proxyComponentLogLevel=misc:error',
  '--log_output_level=default:info',
]

const commonEnv = [
  { name: 'PILOT_CERT_PROVIDER', value: 'istiod' },
  { name: 'CA_ADDR', value: 'istiod.istio-system.svc:15012' },
  { name: 'POD_NAME', valueFrom: fieldRef('metadata.name') },
  { name: 'POD_NAMESPACE', valueFrom: fieldRef('metadata.namespace') },
  { name: 'INSTANCE_IP', valueFrom: fieldRef('status.podIP') },
  { name: 'SERVICE_ACCOUNT', valueFrom: fieldRef('spec.serviceAccountName') },
  { name: 'HOST_IP', valueFrom: fieldRef('status.hostIP') },
  { name: 'PROXY_CONFIG', value: '{}\n' },
  { name: 'ISTIO_META_CLUSTER_ID', value: 'Kubernetes' },
  { name: 'ISTIO_META_INTERCEPTION_MODE', value: 'REDIRECT' },
  { name: 'ISTIO_META_MESH_ID', value: 'cluster.local' },
  { name: 'TRUST_DOMAIN', value: 'cluster.local' },
]

/** The istio-proxy container as the injector writes it; `native` makes it an init container that stays (KEP-753). */
export function buildProxyContainer(workload: WorldWorkload, native: boolean): Record<string, unknown> {
  const owner = `kubernetes://apis/apps/v1/namespaces/${workload.namespace}/${workload.kind.toLowerCase()}s/${workload.name}`
  return {
    name: 'istio-proxy',
    image: proxyImage,
    args: sidecarArgs,
    ports: proxyPorts,
    env: [
      ...commonEnv,
      { name: 'ISTIO_META_WORKLOAD_NAME', value: workload.name },
      { name: 'ISTIO_META_OWNER', value: owner },
      { name: 'ISTIO_META_APP_CONTAINERS', value: workload.app },
    ],
    resources: limits,
    ...(native ? { restartPolicy: 'Always' } : {}),
    volumeMounts: mounts,
    readinessProbe,
    startupProbe,
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: security,
  }
}

/** With istio-cni a pod only checks that its rules are in place (istio.md §6.1). */
export const validationContainer = {
  name: 'istio-validation',
  image: proxyImage,
  args: [
    'istio-iptables',
    '-p',
    '15001',
    '-z',
    '15006',
    '-u',
    '1337',
    '--run-validation',
    '--skip-rule-apply',
  ],
  resources: limits,
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
  securityContext: security,
}

/** The annotation `sidecar.istio.io/status`, by which everybody knows that a pod was injected. */
export function formatSidecarStatus(native: boolean): string {
  return JSON.stringify({
    initContainers: native ? ['istio-validation', 'istio-proxy'] : ['istio-validation'],
    containers: native ? null : ['istio-proxy'],
    volumes: injectedVolumes,
    imagePullSecrets: null,
    revision: 'default',
  })
}
