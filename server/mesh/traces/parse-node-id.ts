export interface ProxyNode {
  readonly type: 'sidecar' | 'router' | 'waypoint' | 'ztunnel'
  readonly ip: string
  readonly pod: string
  readonly namespace: string
}

const types = ['sidecar', 'router', 'waypoint', 'ztunnel'] as const

/**
 * `sidecar~10.1.2.3~reviews-v1-6d8f-x.bookinfo~bookinfo.svc.cluster.local`: the id that a proxy is started with
 * (istio/istio pkg/model/proxy.go, ServiceNode). undefined for anything else. A pod's name may hold dots, its
 * namespace's cannot.
 */
export function parseNodeId(text: string): ProxyNode | undefined {
  const parts = text.split('~')
  const [typeText, ip = '', id = ''] = parts
  const type = types.find((one) => one === typeText)
  const dot = id.lastIndexOf('.')
  if (!type || parts.length !== 4 || dot <= 0 || dot === id.length - 1) return undefined
  return { type, ip, pod: id.slice(0, dot), namespace: id.slice(dot + 1) }
}
