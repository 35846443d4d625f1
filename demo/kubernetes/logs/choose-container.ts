import { badRequest, StatusError } from '#demo/kubernetes/status.ts'

/** What is read of a stored pod. */
export interface LoggedPod {
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec: {
    readonly containers: readonly { readonly name: string }[]
    readonly initContainers?: readonly { readonly name: string }[]
  }
  readonly status?: {
    readonly containerStatuses?: readonly ContainerStatus[]
    readonly initContainerStatuses?: readonly ContainerStatus[]
  }
}

interface Ended {
  readonly startedAt?: string
  readonly finishedAt?: string
  readonly exitCode?: number
}

interface ContainerStatus {
  readonly name: string
  readonly state?: {
    readonly waiting?: { readonly reason?: string }
    readonly running?: { readonly startedAt?: string }
    readonly terminated?: Ended
  }
  readonly lastState?: { readonly terminated?: Ended }
}

/** The run of a container whose output is asked for. */
export interface ContainerRun {
  readonly name: string
  readonly startedMs: number
  /** undefined while it runs. */
  readonly finishedMs?: number
  readonly exitCode?: number
}

/**
 * The container that is meant: the pod's only one where none is named. Throws StatusError 400 in the words of
 * kubernetes pkg/registry/core/pod/strategy.go LogLocation.
 */
export function chooseContainer(pod: LoggedPod, asked: string): string {
  const { containers, initContainers = [] } = pod.spec
  const { name } = pod.metadata
  const all = [...initContainers, ...containers].map((container) => container.name)
  if (asked !== '') {
    if (all.includes(asked)) return asked
    throw new StatusError(badRequest(`container ${asked} is not valid for pod ${name}`))
  }
  const [only] = containers
  if (only && containers.length === 1) return only.name
  throw new StatusError(
    badRequest(`a container name must be specified for pod ${name}, choose one of: [${all.join(' ')}]`),
  )
}

/**
 * Which of the container's runs is read: the present one, or of one that waits to be started again the last. Throws
 * StatusError 400 in the words of kubernetes pkg/kubelet/kubelet_pods.go validateContainerLogStatus.
 */
export function chooseRun(pod: LoggedPod, container: string, previous: boolean): ContainerRun {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {}
  const status = [...containerStatuses, ...initContainerStatuses].find(({ name }) => name === container)
  const refuse = (words: string) =>
    new StatusError(badRequest(`container "${container}" in pod "${pod.metadata.name}" is ${words}`))
  if (!status) throw refuse('not available')
  const { waiting, running, terminated } = status.state ?? {}
  const last = status.lastState?.terminated
  if (previous) {
    if (last) return readEnded(container, last)
    throw new StatusError(
      badRequest(`previous terminated container "${container}" in pod "${pod.metadata.name}" not found`),
    )
  }
  if (running) return { name: container, startedMs: readTime(running.startedAt) }
  const ended = terminated ?? last
  if (ended) return readEnded(container, ended)
  if (!waiting) throw refuse('waiting to start - no logs yet')
  throw refuse(`waiting to start: ${explainWaiting(waiting.reason ?? '')}`)
}

function explainWaiting(reason: string): string {
  if (reason === 'ErrImagePull') return "image can't be pulled"
  return reason === 'ImagePullBackOff' ? 'trying and failing to pull image' : reason
}

const readTime = (text: string | undefined) => Date.parse(text ?? '') || 0

const readEnded = (name: string, { startedAt, finishedAt, exitCode }: Ended): ContainerRun => ({
  name,
  startedMs: readTime(startedAt),
  finishedMs: readTime(finishedAt),
  ...(exitCode !== undefined && { exitCode }),
})
