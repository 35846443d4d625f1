import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { runCli, startCli } from '#cli/run-cli.test-support.ts'
import { trafficGraphSchema } from '#contract/traffic-graph.ts'
import { startDemo } from '#demo/serve.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { type ConsoleOverMesh, journeysOver } from '#e2e/support/journey.ts'

interface FilesConsole extends ConsoleOverMesh {
  /** Opens the console once. */
  readonly link: string
  /** How many edges the graph of bookinfo had while its mesh still ran. */
  readonly edges: number
}

/** A mesh is gathered, ends, and is looked at from the archive. */
async function startOverFiles(): Promise<FilesConsole> {
  const folder = mkdtempSync(join(tmpdir(), 'vardia-offline-'))
  const demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig') })
  const archive = join(folder, 'incident.tgz')
  const settings = { KUBECONFIG: demo.kubeconfigPath, VARDIA_PROMETHEUS_URL: demo.prometheusUrl }
  const gathered = await runCli(['gather', '-o', archive], settings)
  expect(gathered).toMatchObject({ exitCode: 0, stdout: `${archive}\n` })
  const live = await runCli(['graph', '-n', 'bookinfo', '-o', 'json'], settings)
  await demo.stop()
  const cli = startCli(['run', '--from', archive, '--no-browser'])
  const link = await cli.readLine(/^http/)
  const stop = async () => (await cli.stop()).exitCode
  return {
    link,
    edges: trafficGraphSchema.parse(JSON.parse(live.stdout)).edges.length,
    console: { url: new URL(link).origin, pid: cli.child.pid ?? 0, stop },
    stop: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const journey = journeysOver(startOverFiles)

// The link works once, so all of it is one walk.
journey(
  'a mesh of an archive shows its graph, lists and objects, of when it is, and what files cannot tell',
  async ({ page, mesh, open }) => {
    await page.goto(mesh.link)
    await page.getByRole('heading', { level: 1 }).waitFor()
    const says = page.getByText(/Everything shown is from files of 20\d\d-.* ago/).first()
    await says.waitFor()

    const answered = page.waitForResponse(
      (response) => response.ok() && response.url().includes('/api/v1/graph'),
    )
    await open('/graph?ns=bookinfo')
    const { nodes, edges } = trafficGraphSchema.parse(await (await answered).json())
    expect(edges.length).toBe(mesh.edges)
    await page
      .getByRole('img', { name: `Graph of ${nodes.length} nodes and ${edges.length} edges` })
      .waitFor()
    await says.waitFor()
    await open('/graph?ns=bookinfo&as=table')
    const row = page.getByRole('row').filter({ hasText: 'productpage-v1' }).first()
    await row.getByText(/rps/).first().waitFor()

    await open('/workloads?ns=bookinfo')
    await page
      .getByRole('table', { name: 'Workloads', exact: true })
      .getByRole('row')
      .filter({ hasText: 'reviews-v2' })
      .getByText(/rps/)
      .first()
      .waitFor()
    await open('/workloads/bookinfo/reviews-v2?ns=*&tab=yaml')
    await page.getByText('kind: Deployment').first().waitFor()
    await says.waitFor()
    const events = page.getByText('Kubernetes events are missing: The files do not tell this.')
    await events.waitFor()
    expect(await page.getByText('Kubernetes keeps no event').count()).toBe(0)

    await open('/logs?namespace=bookinfo&workload=reviews-v1')
    await page
      .getByText(/The files do not tell this/)
      .first()
      .waitFor()
    await open('/traces?ns=bookinfo')
    await page.getByText('What is shown comes from files, which do not hold traces.').waitFor()
    await open('/setup')
    const sources = page.getByRole('region', { name: 'Data sources' })
    await sources.getByText(/^The cluster is shown from .*incident\.tgz, as it was on/).waitFor()
    await sources.getByText('The files hold nothing of Grafana.').waitFor()
    expect(await listAccessibilityFaults(page)).toEqual([])
  },
  // What files lack is no page's fault, and told by the browser all the same.
  { expected: [/status of 501 .*\/api\/v1\/traces/] },
)
