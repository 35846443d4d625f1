import { mkdtemp, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { formatKubeconfig, writeKubeconfig } from '#demo/kubernetes/kubeconfig.ts'
import { startDemo } from '#demo/serve.ts'
import { journeysOver } from '#e2e/support/journey.ts'
import { standBefore } from '#e2e/support/stand-before.ts'
import { startConsole } from '#e2e/support/start-console.ts'

const image = '<img src=x onerror="window.hurt=1">'
const script = 'javascript:window.hurt=1'
const turned = '\u202Egpj.exe'
const traceId = 'bad0000000000000000000000000bad0'
const spanCount = 12_000

/** The log of one container: markup, colours, bytes that are no text, an endless line, and a clock a day ahead. */
function writeOddLog(response: ServerResponse, follows: boolean): void {
  const stamp = (aheadMs = 0) => `${new Date(Date.now() + aheadMs).toISOString()} `
  response.writeHead(200, { 'content-type': 'text/plain' })
  for (const text of [image, script, turned, '\u001b[31mred\u001b[0m alert'])
    response.write(`${stamp(-60_000)}${text}\n`)
  response.write(Buffer.concat([Buffer.from(stamp(-50_000)), Buffer.from([0, 0xff, 0xc3, 0x28, 0x0a])]))
  response.write(`${stamp(-40_000)}endless ${'x'.repeat(10 * 2 ** 20)}\n`)
  response.write(`${stamp(86_400_000)}from tomorrow\n`)
  if (!follows) response.end()
}

/** A trace that is too long, whose spans name each other as parents, or one that nobody sent. */
function buildOddTrace(): string {
  const startMs = Date.now() - 60_000
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } })
  const id = (at: number) => (at + 1).toString(16).padStart(16, '0')
  const spans = Array.from({ length: spanCount }, (_, at) => ({
    ...{ traceId, spanId: id(at), name: `${image} ${at}`, kind: 2 },
    // The first hundred go round, the next hundred are orphans, all others a chain below these.
    parentSpanId: at < 100 ? id((at + 1) % 100) : at < 200 ? 'feedfeedfeedfeed' : id(at - 1),
    startTimeUnixNano: `${startMs + at}000000`,
    endTimeUnixNano: `${startMs + at + 5}000000`,
    attributes: [
      text('node_id', 'sidecar~10.244.0.9~ratings-v1-6b5f8d7c9-abcde.bookinfo~bookinfo.svc.cluster.local'),
      text('http.url', script),
      text(turned, image),
    ],
  }))
  const resource = { attributes: [text('service.name', image)] }
  return JSON.stringify({ result: { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] } })
}

const journey = journeysOver(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-odd-'))
  const demo = await startDemo({ kubeconfigPath: join(folder, 'demo') })
  const kubernetes = await standBefore(demo.kubernetesUrl, ({ pathname, searchParams }, response) => {
    const isOdd = /\/pods\/ratings-v1-[^/]+\/log$/.test(pathname)
    if (!isOdd || searchParams.get('container') !== 'ratings') return false
    writeOddLog(response, searchParams.get('follow') === 'true')
    return true
  })
  const tracing = await standBefore(demo.tracingUrl, ({ pathname }, response) => {
    if (pathname !== `/api/v3/traces/${traceId}`) return false
    response.writeHead(200, { 'content-type': 'application/json' }).end(buildOddTrace())
    return true
  })
  const kubeconfig = join(folder, 'kubeconfig')
  await writeKubeconfig(kubeconfig, formatKubeconfig(kubernetes.url, demo.users, 'admin'))
  const console = await startConsole({
    KUBECONFIG: kubeconfig,
    VARDIA_PROMETHEUS_URL: demo.prometheusUrl,
    VARDIA_TRACING_URL: tracing.url,
    VARDIA_CHECK_OUTPUT: 'true',
  })
  demo.kubernetes.store.put({
    ...{ apiVersion: 'v1', kind: 'Service' },
    metadata: {
      ...{ name: 'odd', namespace: 'bookinfo' },
      annotations: {
        'odd.istio.io/image': image,
        'odd.istio.io/link': script,
        'odd.istio.io/turned': turned,
      },
    },
    spec: { ports: [{ name: 'http', port: 80 }], selector: { app: 'odd' } },
  })
  return {
    console,
    stop: async () => {
      await console.stop()
      await Promise.all([kubernetes.stop(), tracing.stop(), demo.stop()])
      await rm(folder, { recursive: true, force: true })
    },
  }
})

/** Nothing of it became markup or ran, and no link leads to a script. */
async function expectText(page: Page): Promise<void> {
  expect(await page.locator('img[src="x"]').count()).toBe(0)
  expect(await page.locator('a[href^="javascript:"]').count()).toBe(0)
  expect(await page.evaluate(() => 'hurt' in window)).toBe(false)
}

journey(
  'a log of markup, colours, bytes, one endless line and another clock is text, and its neighbour goes on',
  async ({ page, open }) => {
    await open('/logs?namespace=bookinfo&workload=ratings-v1')
    const lines = page.getByRole('list', { name: 'Log lines' })
    const show = page.getByRole('textbox', { name: 'Only lines with' })
    const seen = async (wanted: string, shown = wanted) => {
      await show.fill(wanted)
      await lines.getByRole('listitem').filter({ hasText: shown }).first().waitFor()
    }
    await seen('onerror', image)
    await seen(script)
    await seen('gpj.exe', '‹U+202E›gpj.exe')
    await seen('alert', 'red alert')
    await seen('�', '␀��(')
    await seen('from tomorrow')
    await seen('endless')
    await lines.getByRole('listitem').filter({ hasText: 'endless' }).first().click()
    const panel = page.getByRole('complementary', { name: 'The chosen line' })
    await panel.getByText(/more bytes were left out on the way/).waitFor()
    await panel.getByRole('button', { name: 'Close the line' }).click()
    await expectText(page)
    // The proxy beside it writes on, though a line of tomorrow is the last.
    await show.fill('GET /ratings')
    const newest = () => lines.getByRole('listitem').last().textContent()
    await lines.getByRole('listitem').first().waitFor()
    const before = await newest()
    await expect.poll(newest, { timeout: 30_000 }).not.toBe(before)
  },
)

journey(
  'a trace of 12,000 spans, with circles and without parents, is told in part, as text, and can be walked',
  async ({ page, open }) => {
    await open(`/traces/${traceId}`)
    const spans = page.getByRole('table', { name: 'Spans of the trace' })
    await spans.getByRole('row').nth(3).waitFor()
    expect(await spans.getAttribute('aria-rowcount')).toBe('10001')
    await page
      .getByText('The trace has 2,000 spans more than can be shown; the first 10,000 are here.')
      .waitFor()
    await page.getByText(/span[s]? name[s]? (a )?parent/).waitFor()
    await spans
      .getByRole('button', { name: /explain/ })
      .nth(2)
      .click()
    const span = page.getByRole('complementary', { name: 'Span' })
    await span.getByText(script).first().waitFor()
    await expectText(page)
    await page.keyboard.press('End')
    await expect.poll(() => spans.locator('[data-row="9999"]').count()).toBe(1)
  },
)

journey('an object whose annotations are markup shows them as text', async ({ page, open }) => {
  await open('/services/bookinfo/odd?ns=*')
  const card = page.getByRole('region', { name: 'Annotations' })
  await card.getByText(image).waitFor()
  await card.getByText(script).waitFor()
  await page.getByRole('tab', { name: 'YAML' }).click()
  await page
    .getByRole('region', { name: 'YAML of Service odd' })
    .getByText(/onerror/)
    .first()
    .waitFor()
  await expectText(page)
})
