// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest'
import {
  followWritten,
  forgetWritten,
  keepWritten,
  parseWritten,
  peekWritten,
} from '#components/istio-config/write/written.ts'
import type { Written } from '#contract/writing.ts'

beforeEach(() => sessionStorage.clear())

const object = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  namespace: 'shop',
  name: 'cart',
}
const written: Written = {
  asOf: '2026-11-21T12:00:00.000Z',
  outcome: 'updated',
  object,
  yaml: 'spec: {}\n',
  change: 'c1',
  steps: [],
  notices: [],
}

it('the newest write stays through a reload until it is dismissed, and who shows it is told', () => {
  let told = 0
  const stop = followWritten(() => {
    told += 1
  })
  keepWritten(written)
  expect(parseWritten(peekWritten())).toEqual({ ...object, change: 'c1', outcome: 'updated', undo: false })
  keepWritten({ ...written, change: 'c2', outcome: 'removed' }, true)
  expect(parseWritten(peekWritten())).toMatchObject({ change: 'c2', outcome: 'removed', undo: true })
  forgetWritten()
  expect(peekWritten()).toBe('')
  expect(told).toBe(3)
  stop()
  keepWritten(written)
  expect(told).toBe(3)
})

it('a write of nothing leaves the one before to be taken back', () => {
  keepWritten(written)
  keepWritten({ ...written, outcome: 'unchanged', change: 'c9' })
  expect(parseWritten(peekWritten())?.change).toBe('c1')
})

it.each(['', 'no JSON', 'null', '{"change":"c1"}', '{"change":1,"outcome":"updated"}'])(
  'what is no write is passed over: %s',
  (text) => expect(parseWritten(text)).toBeUndefined(),
)
