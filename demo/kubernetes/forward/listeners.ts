import type { FindListener } from '#demo/kubernetes/forward/pod-ports.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import type { ProxyAdmin } from '#demo/proxies/admin.ts'

/** One of the demo's servers, as the process behind a port of pods. */
export interface PodListener {
  readonly namespace: string
  /** The label `app` of its pods. */
  readonly app: string
  /** One of these pods alone. */
  readonly pod?: string
  readonly port: number
  readonly url: string
}

/** Finds the server behind a port of a pod by the pod's label, so that a pod that takes another's place has it too. */
export function buildListeners(
  store: Pick<Store, 'collection'>,
  listeners: readonly PodListener[],
  proxies: Pick<ProxyAdmin, 'findListener'>,
): FindListener {
  return ({ namespace, name }, port) => {
    const labels = store.collection({ collection: '/pods' }).find(`${namespace}/${name}`)?.manifest.metadata[
      'labels'
    ]
    // Labels are a map of texts; Manifest leaves metadata open.
    const app = (labels as Readonly<Record<string, string>> | undefined)?.['app']
    const candidates = listeners.filter(
      (listener) => listener.namespace === namespace && listener.app === app && listener.port === port,
    )
    const found = candidates.find(({ pod }) => pod === name) ?? candidates[0]
    if (found) return Number(new URL(found.url).port)
    return proxies.findListener({ namespace, name }, port)
  }
}
