import { describe, expect, it } from 'vitest'
import { judgeSync } from '#server/mesh/health/judge-sync.ts'

const cluster = 'type.googleapis.com/envoy.config.cluster.v3.Cluster'

describe('whether a proxy has what istiod sent', () => {
  it.each([
    [{ sent: 'a', acked: 'a' }, { state: 'SYNCED' }],
    [{ sent: 'b', acked: 'a' }, { state: 'STALE' }],
    [{ sent: 'b' }, { state: 'STALE' }],
    [{}, { state: 'NOT_SENT' }],
    [{ sent: '', acked: '' }, { state: 'NOT_SENT' }],
    [
      { sent: 'b', acked: 'a', lastError: 'no' },
      { state: 'ERROR', error: 'no' },
    ],
    [
      { sent: 'a', acked: 'a', lastError: 'no' },
      { state: 'ERROR', error: 'no' },
    ],
  ] as const)('%j is %j, as istioctl says', (push, verdict) =>
    expect(judgeSync([{ typeUrl: cluster, ...push }])).toEqual([{ type: 'CDS', ...verdict }]),
  )

  it('names the types as istioctl does, in its order, and unknown ones by their last word', () => {
    const types = [
      'type.googleapis.com/some.new.v9.Thing',
      'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
      'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
      'type.googleapis.com/envoy.config.listener.v3.Listener',
      cluster,
    ]
    expect(judgeSync(types.map((typeUrl) => ({ typeUrl }))).map(({ type }) => type)).toEqual([
      'CDS',
      'LDS',
      'EDS',
      'RDS',
      'Thing',
    ])
  })
})
