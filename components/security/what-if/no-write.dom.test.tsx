// @vitest-environment happy-dom
import { configure } from '@testing-library/react'
import { expect, it } from 'vitest'
import { HandOver } from '#components/security/what-if/hand-over.tsx'
import { expectForbidden, serveReader, showToReader } from '#components/shell/reader-page.test-support.tsx'

configure({ asyncUtilTimeout: 15_000 })
serveReader({})

const text = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: shop}
spec: {mtls: {mode: STRICT}}
`

it('what was tried is handed to the editor by nobody who may not write, and says why', async () => {
  const document = {
    index: 0,
    line: 1,
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    namespace: 'shop',
    name: 'default',
    operation: 'create',
    dryRun: false,
  } as const
  showToReader(<HandOver user="eve" text={text} documents={[document]} operation="apply" />)
  await expectForbidden('Preview and apply')
  expect(sessionStorage.length).toBe(0)
})
