import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { configApply, type Written } from '#contract/writing.ts'
import { isProblem } from '#server/problem.ts'
import { applyConfig } from '#server/usecases/apply-config.ts'
import { readHistory } from '#server/usecases/read-history.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

/** Edits, by as many people at once on so many objects; `EDITS=1000` is what the issue asks for. */
const edits = Number(process.env['EDITS'] ?? 60)
const people = 24
const objects = 12

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext()
}, 60_000)
afterAll(() => demo.stop())

interface Opened {
  readonly yaml: string
  readonly resourceVersion: string
}

const save = (yaml: string, base?: Opened): Promise<Written> =>
  applyConfig(
    configApply.input.parse({ yaml, ...(base ? { operation: 'update', base } : { operation: 'create' }) }),
    demo.as('editor'),
  )

/** Adds one annotation as a person does: from what was opened, and by the merge that a conflict offers. */
async function edit(name: string, opened: Opened): Promise<number> {
  const annotate = (text: string): string => {
    const object = parse(text)
    object.metadata.annotations = { ...object.metadata.annotations, [name]: '' }
    return stringify(object)
  }
  let [text, base] = [annotate(opened.yaml), opened]
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      expect((await save(text, base)).outcome).toBe('updated')
      return conflicts
    } catch (error) {
      if (!isProblem(error) || !error.conflict || conflicts > 500) throw error
      const { merged, theirs, resourceVersion = '', fields } = error.conflict
      expect(fields).toEqual([])
      text = annotate(merged)
      base = { yaml: theirs, resourceVersion }
    }
  }
}

it('edits of many people at once are all there in the end, and each is in the history', async () => {
  const first = await Promise.all(
    Array.from({ length: objects }, (_, at) =>
      save(
        stringify({
          ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' },
          metadata: { name: `shared-${at}`, namespace: 'bookinfo' },
          spec: { host: 'ratings.bookinfo.svc.cluster.local' },
        }),
      ),
    ),
  )
  const waiting = Array.from({ length: edits }, (_, at) => at)
  let conflicts = 0
  const work = async () => {
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
      const { yaml = '', resourceVersion = '' } = first[at % objects] ?? {}
      conflicts += await edit(`edit-${at}`, { yaml, resourceVersion })
    }
  }
  await Promise.all(Array.from({ length: people }, work))
  const { adapters, session, signal } = demo.as('editor')
  for (let at = 0; at < objects; at += 1) {
    const name = `shared-${at}`
    const resource = {
      ...{ apiVersion: 'networking.istio.io/v1', plural: 'destinationrules', namespace: 'bookinfo', name },
    }
    const stored = await adapters.kubernetes.readResource(session.viewer, resource, signal)
    const metadata: unknown = stored?.['metadata']
    const annotations: unknown =
      typeof metadata === 'object' && metadata && Reflect.get(metadata, 'annotations')
    const expected = Array.from({ length: edits }, (_, edit) => edit).filter((edit) => edit % objects === at)
    expect(Object.keys(Object(annotations)).sort()).toEqual(expected.map((edit) => `edit-${edit}`).sort())
    const { items } = await readHistory({ name, kind: 'DestinationRule', limit: 500 }, demo.as('editor'))
    const applied = items.filter(({ outcome }) => outcome === 'applied')
    expect(applied).toHaveLength(expected.length + 1)
    expect(items.some(({ outcome }) => outcome === 'pending')).toBe(false)
  }
  // They did meet each other.
  expect(conflicts).toBeGreaterThan(0)
}, 900_000)
