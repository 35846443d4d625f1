import type { Column } from '#demo/kubernetes/tables/built-in-tables.ts'
import { formatAge, readPath } from '#demo/kubernetes/tables/cells.ts'
import type { Manifest } from '#demo/world/types.ts'

interface ContainerState {
  readonly name: string
  readonly ready: boolean
  readonly restartCount: number
  readonly lastState?: { readonly terminated?: { readonly finishedAt?: string } }
  readonly state?: {
    readonly waiting?: { readonly reason: string }
    readonly terminated?: { readonly reason: string }
  }
}

interface PodParts {
  readonly spec: {
    readonly initContainers?: readonly { readonly name: string; readonly restartPolicy?: string }[]
    readonly containers: readonly unknown[]
  }
  readonly status: {
    readonly phase: string
    readonly initContainerStatuses?: readonly ContainerState[]
    readonly containerStatuses?: readonly ContainerState[]
  }
}

/** A pod's row (kubernetes printers.go printPod): native sidecars count among its containers. */
function readPod(object: Manifest) {
  // The world's pods have core/v1's shape; an empty object has no parts at all.
  const { spec = { containers: [] }, status = { phase: '' } } = object as unknown as Partial<PodParts>
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
  const sidecarNames = new Set(sidecars.map(({ name }) => name))
  const states = [
    ...(status.initContainerStatuses ?? []).filter(({ name }) => sidecarNames.has(name)),
    ...(status.containerStatuses ?? []),
  ]
  const reason = states
    .map(({ state }) => state?.waiting?.reason ?? state?.terminated?.reason)
    .find((found) => found !== undefined)
  const ends = states.flatMap(({ lastState }) => lastState?.terminated?.finishedAt ?? [])
  return {
    lastEnd: ends.sort().at(-1),
    total: sidecars.length + spec.containers.length,
    ready: states.filter((container) => container.ready).length,
    restarts: states.reduce((sum, { restartCount }) => sum + restartCount, 0),
    status: reason ?? status.phase,
  }
}

export const podCells: readonly Column[] = [
  {
    name: 'Ready',
    cell: (object) => {
      const { ready, total } = readPod(object)
      return `${ready}/${total}`
    },
  },
  { name: 'Status', cell: (object) => readPod(object).status },
  {
    name: 'Restarts',
    cell: (object, nowMs) => {
      const { restarts, lastEnd } = readPod(object)
      return lastEnd && restarts > 0 ? `${restarts} (${formatAge(lastEnd, nowMs)} ago)` : String(restarts)
    },
  },
  { name: 'Age', cell: (object, nowMs) => formatAge(object.metadata['creationTimestamp'], nowMs) },
  { name: 'IP', priority: 1, cell: (object) => readPath(object, '.status.podIP') ?? '<none>' },
  { name: 'Node', priority: 1, cell: (object) => readPath(object, '.spec.nodeName') ?? '<none>' },
  { name: 'Nominated Node', priority: 1, cell: () => '<none>' },
  { name: 'Readiness Gates', priority: 1, cell: () => '<none>' },
]
