import { type KubernetesHandle, type KubernetesOptions, startKubernetes } from '#demo/kubernetes/serve.ts'
import type { UserName } from '#demo/kubernetes/users.ts'
import { buildWorld } from '#demo/world/build-world.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON, whatever it is; each test knows the shape that it looks at. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads into answers of every kind
  readonly json: any
}

export interface Ask {
  readonly as?: UserName | 'stranger' | 'anonymous'
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface WatchEvent {
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly object: any
}

export interface TestCluster {
  readonly handle: KubernetesHandle
  ask(path: string, options?: Ask): Promise<Answer>
  /** The events of a watch as they come, until it ends. */
  watch(path: string, options?: Ask & { signal?: AbortSignal }): AsyncGenerator<WatchEvent>
}

/** The demo's API server on a free port, with a client that speaks plain HTTP to it. */
export async function startCluster(
  options: Partial<KubernetesOptions> & { workloads?: number } = {},
): Promise<TestCluster> {
  const nowMs = options.now?.() ?? Date.now()
  const world = buildWorld({ seed: 7, workloads: options.workloads ?? 0, nowMs })
  const handle = await startKubernetes({ world, ...options })
  const send = (
    path: string,
    { as = 'admin', method = 'GET', headers = {}, body }: Ask,
    signal?: AbortSignal,
  ) => {
    const token = handle.users.find(({ name }) => name === as)?.token ?? 'not-a-token'
    return fetch(handle.url + path, {
      method,
      headers: { ...(as === 'anonymous' ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    })
  }
  return {
    handle,
    async ask(path, ask = {}) {
      const response = await send(path, ask)
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json')
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: isJson && text !== '' ? JSON.parse(text) : undefined,
      }
    },
    async *watch(path, { signal, ...ask } = {}) {
      const response = await send(path, ask, signal)
      if (!response.body) return
      let rest = ''
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) yield JSON.parse(line)
      }
    },
  }
}

/** The first `count` events. */
export async function takeEvents(events: AsyncGenerator<WatchEvent>, count: number): Promise<WatchEvent[]> {
  const taken: WatchEvent[] = []
  while (taken.length < count) {
    const { value, done } = await events.next()
    if (done) break
    taken.push(value)
  }
  return taken
}
