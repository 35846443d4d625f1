import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preview } from '#contract/preview.ts'
import { readPreview } from '#server/usecases/read-preview.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext()
}, 30_000)
afterAll(() => demo.stop())

const ask = async (yaml: string, more: object = {}, user: Parameters<DemoContext['as']>[0] = 'admin') =>
  preview.output.parse(await readPreview(preview.input.parse({ yaml, ...more }), demo.as(user)))

const object = (
  kind: string,
  spec: string,
  { apiVersion = 'networking.istio.io/v1', namespace = 'bookinfo' } = {},
) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: reviews\n  namespace: ${namespace}\nspec:\n${spec}`

const verdicts = ({ steps }: Awaited<ReturnType<typeof ask>>) =>
  Object.fromEntries(steps.map(({ name, verdict }) => [name, verdict]))

describe('a text that cannot be saved is stopped at its line, and nothing is asked of the cluster', () => {
  const good = '  hosts: [a]\n  http: [{redirect: {uri: /}}]\n'
  it.each<[string, string, object, string, number]>([
    ['no YAML', 'a: [\n', {}, 'yaml', 2],
    ['nothing', '', {}, 'yaml', 1],
    ['several documents', `${object('VirtualService', good)}---\nkind: b\n`, {}, 'yaml', 10],
    ['a list', '- a\n', {}, 'schema', 1],
    ['a Secret', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: b}\n', {}, 'schema', 2],
    ['a kind that does not exist', object('VirtualServce', good), {}, 'schema', 2],
    ['another namespace', object('VirtualService', good), { expected: { namespace: 'shop' } }, 'schema', 5],
    ['another kind', object('VirtualService', good), { expected: { kind: 'Gateway' } }, 'schema', 2],
    ['another name', object('VirtualService', good), { expected: { name: 'ratings' } }, 'schema', 4],
    ['an unknown field', object('VirtualService', `  htp: []\n${good}`), {}, 'schema', 7],
    ['what only istiod refuses', object('VirtualService', '  hosts: [a]\n'), {}, 'semantics', 6],
  ])('%s', async (_what, yaml, more, step, line) => {
    const answer = await ask(yaml, more)
    expect(answer.verdict).toBe('error')
    const told = answer.steps.find(({ verdict }) => verdict === 'error')
    expect(told?.name).toBe(step)
    expect(told?.problems[0]).toMatchObject({ severity: 'error', line, message: expect.stringMatching(/\w/) })
    expect(verdicts(answer)).toMatchObject({ 'dry-run': 'skipped', 'blast-radius': 'skipped' })
  })
})
