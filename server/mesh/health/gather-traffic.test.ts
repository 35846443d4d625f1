import { describe, expect, it } from 'vitest'
import { gatherTraffic, type HealthSamples, sumRequests } from '#server/mesh/health/gather-traffic.ts'

type Labels = Readonly<Record<string, string>>

const none: HealthSamples = {
  received: [],
  receivedByCallers: [],
  sent: [],
  unanswered: [],
  bytesReceived: [],
  bytesSent: [],
}
const from = { source_workload_namespace: 'shop', source_workload: 'web' }
const to = { destination_workload_namespace: 'shop', destination_workload: 'cart' }
const nobody = { destination_workload_namespace: 'unknown', destination_workload: 'unknown' }
const asked = { destination_service_namespace: 'shop', destination_service_name: 'cart' }
const ok = { request_protocol: 'http', response_code: '200' }
const away = { request_protocol: 'http', response_code: '503' }
const sample = (value: number, ...labels: readonly Labels[]) => ({
  metric: Object.assign({}, ...labels),
  value,
})

interface Row {
  readonly name: string
  readonly samples: Partial<HealthSamples>
  /** Requests a second of the workloads web and cart, and of the service cart. */
  readonly web?: number
  readonly cart?: number
  readonly service?: number
}

/** Who reports what: the proxies of both ends, a waypoint between them, ztunnels (which report no requests). */
const rows: readonly Row[] = [
  {
    name: 'two sidecars report one request, each at its end',
    samples: {
      received: [sample(2, to, asked, ok)],
      receivedByCallers: [sample(2, to, asked, ok)],
      sent: [sample(2, from, asked, ok)],
    },
    web: 2,
    cart: 2,
    service: 2,
  },
  {
    name: 'a waypoint alone reports for both ends without proxies of their own',
    samples: {
      received: [sample(2, to, asked, ok)],
      sent: [sample(2, from, asked, ok)],
    },
    web: 2,
    cart: 2,
    service: 2,
  },
  {
    name: 'what a waypoint found nobody for is unanswered once, though it stands among what waypoints received',
    samples: {
      received: [sample(3, nobody, asked, away), sample(1, to, asked, ok)],
      unanswered: [sample(3, asked, away)],
    },
    cart: 1,
    service: 4,
  },
  {
    name: 'a server without a proxy is known by its callers alone',
    samples: {
      receivedByCallers: [sample(2, to, asked, ok)],
      sent: [sample(2, from, asked, ok)],
    },
    web: 2,
    cart: 2,
    service: 2,
  },
]

describe('each request counts once', () => {
  it.each(rows)('$name', ({ name: _, samples, ...expected }) => {
    const { workloads, services } = gatherTraffic({ ...none, ...samples }, 'Kubernetes')
    const read = (objects: typeof workloads, name: string) => {
      const traffic = objects.get(name)
      return traffic && sumRequests(traffic)?.perSecond
    }
    expect({
      web: read(workloads, 'shop/web'),
      cart: read(workloads, 'shop/cart'),
      service: read(services, 'shop/cart'),
    }).toEqual({ web: undefined, cart: undefined, service: undefined, ...expected })
  })
})

it('leaves out what is no number and what is of other clusters', () => {
  const { workloads, dropped } = gatherTraffic(
    {
      ...none,
      received: [
        sample(Number.NaN, to, asked, ok),
        sample(1, to, asked, ok, { destination_cluster: 'other' }),
      ],
    },
    'Kubernetes',
  )
  expect([workloads.size, dropped]).toEqual([0, 1])
})
