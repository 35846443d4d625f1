import type { Mint } from '#demo/kubernetes/objects/mint.ts'
import {
  buildProxyContainer,
  formatSidecarStatus,
  proxyVolumes,
  validationContainer,
} from '#demo/kubernetes/objects/proxy.ts'
import { nameContainer, templateLabels } from '#demo/kubernetes/objects/templates.ts'
import type { Manifest, WorldWorkload } from '#demo/world/types.ts'

export interface PodOwnerRef {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
}

/** What its owner decides of a pod. */
export interface PodFacts {
  readonly workload: WorldWorkload
  readonly owner?: PodOwnerRef
  readonly name: string
  readonly generateName?: string
  readonly ownerLabels: Readonly<Record<string, string>>
  readonly state: 'ready' | 'waiting' | 'completed'
  readonly createdAt: string
  /** Where it must run: a DaemonSet has one pod on each node. */
  readonly node?: string
}

/** True where the proxy is an init container that stays: everywhere but in Bookinfo, so both forms are seen. */
const isNative = (workload: WorldWorkload) => workload.namespace !== 'bookinfo'

const isInjected = (workload: WorldWorkload) =>
  workload.dataPlane === 'sidecar' && workload.role === 'application'

/** A pod as the API server shows it, after injection, scheduling and the kubelet's last word. */
export function buildPod(mint: Mint, facts: PodFacts): Manifest {
  const { workload } = facts
  const native = isInjected(workload) && isNative(workload)
  const node = facts.node ?? mint.node()
  const annotations = buildAnnotations(workload, native)
  const containers = [
    buildAppContainer(workload),
    ...(isInjected(workload) && !native ? [buildProxyContainer(workload, false)] : []),
  ]
  const initContainers = isInjected(workload)
    ? [validationContainer, ...(native ? [buildProxyContainer(workload, true)] : [])]
    : []
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: facts.name,
      ...(facts.generateName ? { generateName: facts.generateName } : {}),
      namespace: workload.namespace,
      uid: mint.uid(),
      creationTimestamp: facts.createdAt,
      labels: { ...templateLabels(workload), ...facts.ownerLabels, ...injectedLabels(workload) },
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      ...(facts.owner
        ? { ownerReferences: [{ ...facts.owner, controller: true, blockOwnerDeletion: true }] }
        : {}),
    },
    spec: {
      volumes: [...(isInjected(workload) ? proxyVolumes : []), apiAccess],
      ...(initContainers.length > 0 ? { initContainers } : {}),
      containers,
      restartPolicy: facts.state === 'completed' ? 'Never' : 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: workload.serviceAccount,
      serviceAccount: workload.serviceAccount,
      nodeName: node,
      ...(workload.role === 'ztunnel' ? { priorityClassName: 'system-node-critical' } : {}),
      securityContext: {},
      schedulerName: 'default-scheduler',
      tolerations,
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: buildStatus(mint, facts, { native, node }),
  }
}

const apiAccess = {
  name: 'kube-api-access',
  projected: {
    sources: [{ serviceAccountToken: { expirationSeconds: 3_607, path: 'token' } }],
    defaultMode: 420,
  },
}

const tolerations = ['not-ready', 'unreachable'].map((key) => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}))

function buildAppContainer(workload: WorldWorkload): Record<string, unknown> {
  return {
    name: nameContainer(workload),
    image: workload.image,
    ...(workload.ports.length > 0
      ? { ports: workload.ports.map((containerPort) => ({ containerPort, protocol: 'TCP' })) }
      : {}),
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  }
}

function injectedLabels(workload: WorldWorkload): Record<string, string> {
  const proxied = isInjected(workload) || workload.role === 'gateway' || workload.role === 'waypoint'
  if (!proxied) return {}
  return {
    ...(isInjected(workload) ? { 'security.istio.io/tlsMode': 'istio' } : {}),
    'service.istio.io/canonical-name': workload.app,
    'service.istio.io/canonical-revision': workload.version === '' ? 'latest' : workload.version,
  }
}

function buildAnnotations(workload: WorldWorkload, native: boolean): Record<string, string> {
  const proxied = isInjected(workload) || workload.role === 'gateway' || workload.role === 'waypoint'
  return {
    ...(workload.dataPlane === 'ambient' && workload.role === 'application'
      ? { 'ambient.istio.io/redirection': 'enabled' }
      : {}),
    ...(proxied
      ? {
          'istio.io/rev': 'default',
          'prometheus.io/path': '/stats/prometheus',
          'prometheus.io/port': '15020',
          'prometheus.io/scrape': 'true',
        }
      : {}),
    ...(isInjected(workload)
      ? {
          'kubectl.kubernetes.io/default-container': workload.app,
          'kubectl.kubernetes.io/default-logs-container': workload.app,
          'sidecar.istio.io/status': formatSidecarStatus(native),
        }
      : {}),
  }
}

function buildStatus(
  mint: Mint,
  facts: PodFacts,
  { native, node }: { native: boolean; node: string },
): Record<string, unknown> {
  const { workload, state, createdAt } = facts
  const podIP = mint.podIp()
  const ready = state === 'ready'
  const proxy =
    state === 'completed' ? [] : [buildContainerStatus('istio-proxy', validationContainer.image, facts, true)]
  const app = buildContainerStatus(String(buildAppContainer(workload)['name']), workload.image, facts, ready)
  const injected = isInjected(workload)
  const condition = (type: string, good: boolean, reason?: string) => ({
    type,
    status: good ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: createdAt,
    ...(good || !reason ? {} : { reason }),
  })
  const notReady = state === 'completed' ? 'PodCompleted' : 'ContainersNotReady'
  return {
    phase: state === 'completed' ? 'Succeeded' : isPending(workload, state) ? 'Pending' : 'Running',
    conditions: [
      condition('PodReadyToStartContainers', state !== 'completed', 'PodCompleted'),
      condition('Initialized', true),
      condition('Ready', ready, notReady),
      condition('ContainersReady', ready, notReady),
      condition('PodScheduled', true),
    ],
    hostIP: `172.18.0.${node.charCodeAt(node.length - 1) - 94}`,
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: createdAt,
    ...(injected ? { initContainerStatuses: [buildDoneStatus(createdAt), ...(native ? proxy : [])] } : {}),
    containerStatuses: [app, ...(injected && !native ? proxy : [])],
    qosClass: injected ? 'Burstable' : 'BestEffort',
  }
}

/** A container whose image cannot be pulled has never run, so its pod has not left Pending. */
const isPending = (workload: WorldWorkload, state: PodFacts['state']) =>
  state === 'waiting' && /Image/.test(workload.waitingReason ?? '')

function buildDoneStatus(at: string): Record<string, unknown> {
  return {
    name: validationContainer.name,
    state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: at, finishedAt: at } },
    lastState: {},
    ready: true,
    restartCount: 0,
    image: validationContainer.image,
    imageID: validationContainer.image,
    started: false,
  }
}

function buildContainerStatus(
  name: string,
  image: string,
  { workload, state, createdAt }: PodFacts,
  running: boolean,
): Record<string, unknown> {
  const base = { name, image, imageID: running ? image : '' }
  if (running) {
    return {
      ...base,
      state: { running: { startedAt: createdAt } },
      lastState: {},
      ready: true,
      restartCount: 0,
      started: true,
    }
  }
  const ended = { exitCode: state === 'completed' ? 0 : 1, startedAt: createdAt, finishedAt: createdAt }
  if (state === 'completed') {
    return {
      ...base,
      state: { terminated: { ...ended, reason: 'Completed' } },
      lastState: {},
      ready: false,
      restartCount: 0,
      started: false,
    }
  }
  const reason = workload.waitingReason ?? 'ContainerCreating'
  const crashed = reason === 'CrashLoopBackOff'
  return {
    ...base,
    state: { waiting: { reason, message: explainWaiting(reason, workload) } },
    lastState: crashed ? { terminated: { ...ended, reason: 'Error' } } : {},
    ready: false,
    restartCount: crashed ? 37 : 0,
    started: false,
  }
}

function explainWaiting(reason: string, workload: WorldWorkload): string {
  return reason === 'CrashLoopBackOff'
    ? `back-off 5m0s restarting failed container=${workload.app} pod=${workload.name}_${workload.namespace}`
    : `Back-off pulling image "${workload.image}"`
}
