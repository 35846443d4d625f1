import { describe, expect, it } from 'vitest'
import {
  buildLogsQuery,
  firstLogsState,
  type LogsState,
  parseLogsState,
  parseSubject,
} from '#components/logs/url.ts'

const full: LogsState = {
  containers: ['istio-proxy', 'reviews'],
  off: ['reviews-v1-x/istio-proxy'],
  find: '/50[0-9]/',
  show: 'a,b & c',
  context: 5,
  hide: 'healthz',
  levels: ['error', 'warn'],
  as: 'columns',
  wrap: true,
  zone: 'utc',
  most: 20_000,
  previous: true,
  spans: true,
  at: '2026-11-21T12:00:00.000Z',
  back: 900,
}

describe('how logs are looked at, in the URL', () => {
  it.each([
    ['the first state', firstLogsState],
    ['every choice', full],
  ])('is the same after writing and reading: %s', (_, state) => {
    expect(parseLogsState(new URLSearchParams(buildLogsQuery(state)))).toEqual(state)
  })

  it('keeps the keys of others and leaves out what is as first', () => {
    expect(buildLogsQuery(firstLogsState, new URLSearchParams('tab=logs&ns=a&find=old'))).toBe(
      '?tab=logs&ns=a',
    )
  })

  it('takes nothing malformed', () => {
    const text = 'containers=A,,b&level=error,fatal&as=x&most=7&context=-1&at=never&zone=mars&wrap=1&back=7'
    expect(parseLogsState(new URLSearchParams(text))).toEqual({
      ...firstLogsState,
      containers: ['b'],
      levels: ['error'],
    })
  })
})

describe('whose logs', () => {
  it.each([
    ['namespace=a', { namespace: 'a' }],
    ['namespace=a&workload=w&kind=Deployment&app=x', { namespace: 'a', workload: 'w', kind: 'Deployment' }],
    ['namespace=a&app=x', { namespace: 'a', app: 'x' }],
    ['namespace=a&pod=p&workload=w', { namespace: 'a', pod: 'p' }],
    ['workload=w', undefined],
    ['namespace=A%20b', undefined],
  ])('%s', (text, subject) => expect(parseSubject(new URLSearchParams(text))).toEqual(subject))
})
