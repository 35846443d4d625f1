// @vitest-environment happy-dom
import { configure, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { ConfigObjectPage } from '#components/objects/detail/config-object-page.tsx'
import { LabelResults } from '#components/objects/labels/label-results.tsx'
import { LabelsDialog } from '#components/objects/labels/labels-dialog.tsx'
import { MeshLabelsButton } from '#components/objects/labels/mesh-labels-button.tsx'
import { NewConfigLink } from '#components/objects/list/new-config-link.tsx'
import { expectForbidden, serveReader, showToReader } from '#components/shell/reader-page.test-support.tsx'
import { type ConfigDetail, configObject } from '#contract/config.ts'
import { historyUndo, labelsApply } from '#contract/writing.ts'

configure({ asyncUtilTimeout: 15_000 })

const lacking = (verb: string) => ({
  code: 'may-not',
  params: { verb },
  text: `You lack the right to ${verb} VirtualService in shop.`,
})
const detail: ConfigDetail = {
  asOf: '2026-01-01T00:00:00Z',
  item: {
    cluster: 'c',
    kind: 'VirtualService',
    apiVersion: 'networking.istio.io/v1',
    namespace: 'shop',
    name: 'pay',
    labels: {},
    validity: 'valid',
    problems: [],
    references: { to: 0, missing: 0, from: 0 },
  },
  says: [],
  versions: ['v1'],
  annotations: {},
  managers: [],
  names: [],
  namedBy: [],
  conditions: [],
  may: { update: false, remove: false },
  mayNot: { update: lacking('patch'), remove: lacking('delete') },
  notices: [],
}
const { asked } = serveReader({ [configObject.path]: detail })

it('the way to a new object is closed to who may not write, and says why', async () => {
  showToReader(<NewConfigLink />)
  await expectForbidden('New object')
  expect(screen.queryByRole('link', { name: 'New object' })).toBeNull()
})

it('labels of the mesh are closed to who may not write, and say why', async () => {
  showToReader(<MeshLabelsButton items={[{ kind: 'Namespace', namespace: '', name: 'shop' }]} />)
  await expectForbidden('Mesh labels')
  expect(screen.queryByRole('dialog')).toBeNull()
})

it('a dialog of labels that is open when the right goes sends nothing', async () => {
  showToReader(<LabelsDialog objects={[{ kind: 'Namespace', name: 'shop' }]} onClose={() => undefined} />)
  await expectForbidden('Try it')
  expect(asked).not.toContain(labelsApply.path)
})

it('what was labelled is not taken back by who may not write', async () => {
  const result = {
    kind: 'Namespace',
    namespace: '',
    name: 'shop',
    outcome: 'updated',
    warnings: [],
    change: 'c1',
  } as const
  showToReader(<LabelResults isTrial={false} results={[{ ...result, warnings: [] }]} />)
  await expectForbidden('Undo')
  expect(asked).not.toContain(historyUndo.path)
})

it('the page of an object shows each act that is forbidden there, with the verb that is missing', async () => {
  showToReader(
    <ConfigObjectPage
      place={{ kind: 'VirtualService', namespace: 'shop', name: 'pay' }}
      editor={null}
      history={null}
    />,
  )
  await expectForbidden('Edit', lacking('patch').text)
  await expectForbidden('Delete', lacking('delete').text)
  expect(screen.queryByRole('link', { name: 'Edit' })).toBeNull()
})
