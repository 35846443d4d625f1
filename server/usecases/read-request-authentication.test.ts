import { afterAll, beforeAll, expect, it } from 'vitest'
import { requestAuthentication } from '#contract/request-authentication.ts'
import { readRequestAuthentication } from '#server/usecases/read-request-authentication.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext({ timeoutSeconds: 10 })
})
afterAll(() => demo?.stop())

const read = async (namespaces: string[], as: Parameters<DemoContext['as']>[0] = 'admin') =>
  requestAuthentication.output.parse(await readRequestAuthentication({ namespaces }, demo.as(as)))

it('rules about tokens are told with the workloads that they stand before, and where their keys come from', async () => {
  const { rules, fetches, notices } = await read(['shop'])
  expect(
    rules.map(({ issuer, workloads, reasons }) => [issuer, workloads, reasons.map(({ code }) => code)]),
  ).toEqual([['https://login.demo.example', ['shop/frontend-v1'], ['token-keys-fetched']]])
  expect(fetches?.failed).toBe(0)
  expect(notices).toEqual([])
})

it('who may not read the policies of the mesh is told that theirs are missing, and nothing of other namespaces', async () => {
  const { rules, notices } = await read(['bookinfo'], 'editor')
  expect(rules).toEqual([])
  expect(notices.map(({ code }) => code)).toContain('authentication-unseen')
  await expect(read(['shop'], 'editor')).rejects.toMatchObject({ kind: 'not-found' })
})
