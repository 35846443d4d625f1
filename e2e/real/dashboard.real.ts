import { afterEach, expect, inject, test } from 'vitest'
import { type RunningCli, runCli, startCli } from '#cli/run-cli.test-support.ts'
import { connectMesh } from '#e2e/real/servers/mesh-control.ts'

const started: RunningCli[] = []
afterEach(async () => {
  for (const cli of started.splice(0)) await cli.stop()
})

async function listFlags(...args: readonly string[]): Promise<readonly string[]> {
  const { kubeconfigPath } = await connectMesh(inject('realMeshUrl'))
  return ['dashboard', ...args, '--kubeconfig', kubeconfigPath, '--browser=false']
}

async function open(name: string): Promise<string> {
  const cli = startCli(await listFlags(name))
  started.push(cli)
  return cli.readLine(/^http/)
}

test.each([
  ['prometheus', '/api/v1/query?query=vector(1)', '"success"'],
  ['jaeger', '/api/v3/services', 'services'],
  ['istiod', '/debug/syncz', '['],
])('vardia dashboard %s leads through a real cluster to its page', async (name, path, words) => {
  const url = await open(name)
  const answer = await fetch(new URL(path, url))
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain(words)
})

test('vardia dashboard says in one line what the cluster does not let its user do', async () => {
  const { exitCode, stdout, stderr } = await runCli(await listFlags('prometheus', '--context', 'auditor'))
  expect([exitCode, stdout]).toEqual([77, ''])
  expect(stderr).toMatch(/^vardia: [^\n]*auditor[^\n]*pods\/portforward[^\n]*\n$/)
})
