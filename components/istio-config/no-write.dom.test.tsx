// @vitest-environment happy-dom
import { configure, screen } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import { NewObject } from '#components/istio-config/editor/new-object.tsx'
import { ChangePage } from '#components/istio-config/history/change-page.tsx'
import { UndoBar } from '#components/istio-config/write/undo-bar.tsx'
import {
  expectForbidden,
  serveReader,
  showToReader,
  whyNot,
} from '#components/shell/reader-page.test-support.tsx'
import { configObjects, kindSchema } from '#contract/config.ts'
import type { CallOutput } from '#contract/define-call.ts'
import { historyChange } from '#contract/history.ts'
import { configApply, historyUndo } from '#contract/writing.ts'

configure({ asyncUtilTimeout: 15_000 })

const object = {
  kind: 'VirtualService',
  apiVersion: 'networking.istio.io/v1',
  namespace: 'shop',
  name: 'pay',
} as const
const asOf = '2026-01-01T00:00:00Z'
const change: CallOutput<typeof historyChange> = {
  asOf,
  change: {
    ...object,
    id: 'c1',
    at: asOf,
    who: 'ann',
    how: 'vardia',
    action: 'update',
    outcome: 'applied',
    paths: ['spec.hosts'],
    changeCount: 1,
  },
  before: 'spec: {hosts: [a]}\n',
  after: 'spec: {hosts: [b]}\n',
  kept: { before: true, after: true },
  changes: [],
  undo: { may: false, reason: { code: 'may-not-by-role', params: {}, text: whyNot } },
  notices: [],
}
const schema = {
  asOf,
  kind: 'VirtualService',
  apiVersion: 'networking.istio.io/v1',
  namespaced: true,
  schema: {},
  notices: [],
}
const { asked } = serveReader({
  [historyChange.path]: change,
  [kindSchema.path]: schema,
  [configObjects.path]: { asOf, items: [], kinds: [], notices: [] },
})
beforeEach(() => asked.clear())

it('the line of what was written takes nothing back for who may not write', async () => {
  showToReader(<UndoBar written={{ ...object, change: 'c1', outcome: 'updated', undo: false }} />)
  await expectForbidden('Undo')
  expect(asked).not.toContain(historyUndo.path)
})

it('a change is neither taken back nor restored by who may not write', async () => {
  showToReader(<ChangePage id="c1" />)
  await expectForbidden('Undo this change')
  await expectForbidden('Restore what was before')
  expect(asked).not.toContain(historyUndo.path)
})

it('the text of a new object is shown to who may not write, and not taken', async () => {
  showToReader(<NewObject />, 'kind=VirtualService&ns=shop&range=1m&refresh=manual')
  await screen.findByText(`${whyNot} Its text is shown as it is.`)
  await expectForbidden('Save')
  expect(asked).not.toContain(configApply.path)
})
