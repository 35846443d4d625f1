import type { Span } from '#server/mesh/traces/types.ts'

/** For tests only: a span of a sidecar of `workload.namespace`, with the rest as given. */
export function span(spanId: string, given: Partial<Span> & { workload?: string } = {}): Span {
  const { workload = 'web.shop', ...rest } = given
  const [app = '', namespace = ''] = workload.split('.')
  return {
    traceId: 'abc',
    spanId,
    service: workload,
    operation: `${app}:80/*`,
    kind: 'server',
    startMs: 1_000,
    durationMs: 100,
    failed: false,
    tags: {
      component: 'proxy',
      node_id: `sidecar~10.0.0.1~${app}-1.${namespace}~${namespace}.svc.cluster.local`,
      ...given.tags,
    },
    resource: {},
    events: [],
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => name !== 'tags')),
  }
}
