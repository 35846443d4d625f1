import { pruneMeta } from '#server/mesh/objects/prune/prune-meta.ts'
import type { RawContainer, RawPod } from '#server/mesh/objects/prune/raw-object.ts'
import type { StringPool } from '#server/mesh/objects/prune/string-pool.ts'
import type { Pod } from '#server/mesh/objects/types.ts'

const phases: readonly string[] = ['Pending', 'Running', 'Succeeded', 'Failed']

export function prunePod(raw: RawPod, pool: StringPool): Pod {
  const { spec, status } = raw
  // Native sidecars run beside the others for the pod's whole life (KEP-753: init container, restartPolicy Always).
  const sidecars = (spec?.initContainers ?? []).filter((container) => container.restartPolicy === 'Always')
  const containerStatuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  const waiting = containerStatuses.find((container) => container.state?.waiting)?.state?.waiting
  const podIPs = status?.podIPs?.flatMap(({ ip }) => ip ?? []) ?? (status?.podIP ? [status.podIP] : [])
  return {
    metadata: pruneMeta(raw.metadata, pool),
    spec: {
      serviceAccountName: pool.text(spec?.serviceAccountName ?? ''),
      ...(spec?.nodeName ? { nodeName: pool.text(spec.nodeName) } : {}),
      ...(spec?.hostNetwork ? { hostNetwork: true } : {}),
      containers: [
        ...sidecars.map((container) => ({ ...pruneContainer(container, pool), init: true as const })),
        ...(spec?.containers ?? []).map((container) => pruneContainer(container, pool)),
      ],
    },
    status: {
      // The membership test above the cast is the proof that the text is one of the phases.
      phase: phases.includes(status?.phase ?? '') ? (status?.phase as Pod['status']['phase']) : 'Unknown',
      podIPs,
      ready: status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
      restarts: containerStatuses.reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0),
      ...(waiting?.reason ? { waitingReason: pool.text(waiting.reason) } : {}),
    },
  }
}

function pruneContainer(container: RawContainer, pool: StringPool) {
  return {
    name: pool.text(container.name ?? ''),
    image: pool.text(container.image ?? ''),
    ports: (container.ports ?? []).flatMap(({ containerPort }) => containerPort ?? []),
  }
}
