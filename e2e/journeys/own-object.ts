import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Journey, SharedJourney } from '#e2e/support/journey.ts'

export const namespace = 'bookinfo'

/** A VirtualService of its own for each journey: of a host that nobody calls, so that no traffic moves. */
export function write(name: string, timeout: string, more: readonly string[] = []): string {
  return [
    'apiVersion: networking.istio.io/v1',
    'kind: VirtualService',
    'metadata:',
    `  name: ${name}`,
    `  namespace: ${namespace}`,
    'spec:',
    '  hosts:',
    `    - ${name}.example.com`,
    '  http:',
    '    - route:',
    '        - destination:',
    '            host: reviews',
    '            subset: v1',
    `      timeout: ${timeout}`,
    '      retries:',
    '        attempts: 2',
    ...more,
    '',
  ].join('\n')
}

export const pageOf = (name: string) => `/config/${namespace}/VirtualService/${name}`
export const findText = (page: Page, name: string) =>
  page.getByRole('textbox', { name: `YAML of VirtualService ${name}` })
export const findPreview = (page: Page) =>
  page.getByRole('region', { name: /^What (saving|deleting) would mean$/ })
export const findSave = (page: Page) => page.getByRole('button', { name: 'Save', exact: true })
export const findUndo = (page: Page) => page.getByRole('region', { name: 'Last change' })

/** In place of all that the editor holds; as one paste, which no help of the editor changes. */
export async function replaceText(page: Page, editor: Locator, text: string): Promise<void> {
  await editor.click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(text)
}

interface Stored {
  readonly resourceVersion: string
  readonly manifest: { readonly spec: unknown }
}

/** As the API server has it, through the console; undefined where there is none. */
export async function readStored({ page, mesh }: Journey, name: string): Promise<Stored | undefined> {
  const query = new URLSearchParams({ kind: 'VirtualService', namespace, name })
  const answer = await page.request.get(`${mesh.console.url}/api/v1/object?${query}`)
  if (!answer.ok()) return undefined
  const { manifest } = await answer.json()
  return { resourceVersion: manifest.metadata.resourceVersion, manifest }
}

export const readTimeout = (stored: Stored | undefined) =>
  JSON.stringify(stored?.manifest.spec).match(/"timeout":"(\w+)"/)?.[1]

export async function apply(journey: Journey, input: object): Promise<number> {
  const url = `${journey.mesh.console.url}/api/v1/config/apply`
  return (await journey.page.request.post(url, { data: input })).status()
}

/** Makes the journey's own object, runs it, and leaves nothing behind, however it ends. */
export function withObject(name: string, run: (journey: Journey) => Promise<void>): SharedJourney['run'] {
  return async (journey) => {
    const remove = async () => {
      const stored = await readStored(journey, name)
      if (stored)
        await apply(journey, {
          yaml: write(name, '5s'),
          operation: 'remove',
          base: { resourceVersion: stored.resourceVersion },
        })
    }
    await journey.open('/config')
    await remove()
    expect(await apply(journey, { yaml: write(name, '5s'), operation: 'create' })).toBe(200)
    try {
      await run(journey)
    } finally {
      await remove()
    }
  }
}
