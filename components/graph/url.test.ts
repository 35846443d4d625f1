import { describe, expect, it } from 'vitest'
import {
  buildGraphQuery,
  buildInput,
  firstState,
  type GraphState,
  parseGraphState,
} from '#components/graph/url.ts'

const everything: GraphState = {
  view: 'versionedApp',
  layout: 'force',
  labels: 'p99',
  edgeMode: 'unhealthy',
  show: ['services', 'idleNodes'],
  boxes: ['cluster'],
  ambient: 'ztunnel',
  fold: 'never',
  open: ['books', 'shop'],
  find: 'name = "reviews & ratings" OR %httperr > 5%',
  hide: 'label:a/b =~ ^(x|y)+$',
  chosen: { kind: 'edge', id: 'workload|east|books|page>workload|east|books|reviews-v1:http' },
  around: 'workload/books/page@east',
  direction: 'in',
  as: 'table',
  rows: 'edges',
  sort: '-rate',
  at: '2026-11-21T07:00:00+01:00',
  replay: { start: '2026-11-21T05:55:00.000Z', seconds: 600 },
  speed: 1,
  baseAt: '2026-11-20T07:00:00Z',
  limits: { failingPoints: 5, slowerRatio: 2.5 },
  baseNamespaces: ['books-live', 'shop-live'],
  snapshot: '0123456789ab',
  trace: '4bf92f3577b34da6a3ce929d0e0e4736',
  kiosk: true,
}

describe('the URL of the graph', () => {
  it('carries the whole state there and back', () => {
    expect(parseGraphState(new URLSearchParams(buildGraphQuery(everything, new URLSearchParams())))).toEqual({
      state: everything,
      ignored: [],
    })
  })

  it('tells a list that was emptied from one that was not touched', () => {
    const state: GraphState = { ...firstState, show: [], boxes: [] }
    expect(parseGraphState(new URLSearchParams(buildGraphQuery(state, new URLSearchParams()))).state).toEqual(
      state,
    )
  })

  it('says nothing of what is as at first, and keeps the keys of the frame', () => {
    expect(buildGraphQuery(firstState, new URLSearchParams('ns=a,b&range=1m&layout=grid'))).toBe(
      '?ns=a,b&range=1m',
    )
  })

  it.each([
    ['view', 'mesh'],
    ['layout', '__proto__'],
    ['labels', ''],
    ['show', 'services,<script>'],
    ['boxes', 'pod'],
    ['open', 'Not-A-Label'],
    ['open', 'a,../../etc'],
    ['replay', '2026-11-21T05:55:00.000Z/5'],
    ['replay', '2026-11-21T05:55:00.000Z/999999'],
    ['replay', 'yesterday/600'],
    ['speed', '0'],
    ['base', 'yesterday'],
    ['basens', 'A,b'],
    ['snapshot', '<script>'],
    ['sel', 'pod:x'],
    ['sel', 'node:'],
    ['sort', 'rate;drop'],
    ['at', 'yesterday'],
    ['at', '2026-99-99T00:00:00Z'],
    ['kiosk', 'yes'],
    ['find', 'x'.repeat(501)],
    ['hide', 'x'.repeat(501)],
    ['open', 'a'.repeat(5_000)],
  ])('leaves out a malformed %s and names it (%s)', (key, value) => {
    expect(parseGraphState(new URLSearchParams([[key, value]]))).toEqual({
      state: firstState,
      ignored: [key],
    })
  })

  it('asks for another quantile than p95 only when it is shown', () => {
    expect(buildInput(firstState, ['a'], 60).latency).toBeUndefined()
    expect(buildInput(everything, ['a'], 60)).toMatchObject({
      namespaces: ['a'],
      view: 'versionedApp',
      latency: 'p99',
      serviceNodes: true,
      waypoints: false,
      ambient: 'ztunnel',
      at: everything.at,
    })
  })
})
