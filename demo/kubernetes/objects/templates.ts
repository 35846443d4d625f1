import type { WorldWorkload } from '#demo/world/types.ts'

/** The labels that a workload's author wrote into the pod template. A waypoint's come from istiod, without `app`. */
export function templateLabels(workload: WorldWorkload): Record<string, string> {
  return {
    ...(workload.role === 'waypoint' ? {} : { app: workload.app }),
    ...(workload.version === '' ? {} : { version: workload.version }),
    ...workload.labels,
  }
}

const gatewayName = 'gateway.networking.k8s.io/gateway-name'

/** What owners select their pods by: never more than app and version, as labels may be added later. */
export function selectorLabels(workload: WorldWorkload): Record<string, string> {
  if (workload.role === 'waypoint') return { [gatewayName]: workload.name }
  return { app: workload.app, ...(workload.version === '' ? {} : { version: workload.version }) }
}

/** The container of a workload's own program, as Istio's charts name those of its parts. */
export function nameContainer({ role, labels, app }: WorldWorkload): string {
  if (role === 'gateway' || role === 'waypoint' || role === 'ztunnel') return 'istio-proxy'
  if (labels['istio'] === 'pilot') return 'discovery'
  return role === 'control-plane' ? 'install-cni' : app
}

/** The pod template of an owner, before injection. */
export function buildTemplate(
  workload: WorldWorkload,
  ownerLabels: Readonly<Record<string, string>> = {},
): Record<string, unknown> {
  return {
    metadata: { labels: { ...templateLabels(workload), ...ownerLabels } },
    spec: {
      containers: [
        {
          name: nameContainer(workload),
          image: workload.image,
          ...(workload.ports.length > 0
            ? { ports: workload.ports.map((containerPort) => ({ containerPort, protocol: 'TCP' })) }
            : {}),
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          imagePullPolicy: 'IfNotPresent',
        },
      ],
      restartPolicy: workload.kind === 'Job' || workload.kind === 'CronJob' ? 'Never' : 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: workload.serviceAccount,
      serviceAccount: workload.serviceAccount,
      securityContext: {},
      schedulerName: 'default-scheduler',
    },
  }
}
