import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoOfTests } from '#cli/demo.test-support.ts'
import { runCli } from '#cli/run-cli.test-support.ts'
import { whatIf } from '#contract/what-if.ts'

const demo = demoOfTests()

const ask = (...args: readonly string[]) =>
  runCli(['authz', 'what-if', ...args], {
    KUBECONFIG: demo().kubeconfigPath,
    VARDIA_PROMETHEUS_URL: demo().prometheusUrl,
  })

const denyDetails = JSON.stringify({
  ...{ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy' },
  metadata: { name: 'tried', namespace: 'bookinfo' },
  spec: { action: 'DENY', selector: { matchLabels: { app: 'details' } }, rules: [{}] },
})

describe('vardia authz what-if', { timeout: 60_000 }, () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vardia-what-if-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }

  it('names whom a file would refuse, and by which rule, and ends with 1', async () => {
    const { exitCode, stdout } = await ask(await write('deny.json', denyDetails))
    expect(exitCode).toBe(1)
    expect(stdout).toContain('create  AuthorizationPolicy bookinfo/tried\n')
    expect(stdout).toMatch(
      /refused +bookinfo\/productpage-v1 +bookinfo\/details-v1 +9080 .*bookinfo\/tried #1/,
    )
  })

  it('tells what a removal would refuse, though its object is named alone', async () => {
    const { exitCode, stdout } = await ask('--remove', 'PeerAuthentication/shop/inventory-permissive')
    expect(exitCode).toBe(1)
    expect(stdout).toContain('remove  PeerAuthentication shop/inventory-permissive\n')
    expect(stdout).toMatch(/refused .* shop\/inventory-v1 /)
  })

  it('ends with 0 where nothing would change, and says of what is not there that it is not', async () => {
    const { exitCode, stdout } = await ask('--remove', 'AuthorizationPolicy/shop/nobody-knows')
    expect(stdout).toContain('none  AuthorizationPolicy shop/nobody-knows\n')
    expect(stdout).toMatch(/^0 refused \(0 rps\), 0 opened/m)
    expect(exitCode).toBe(0)
  })

  it('prints the answer of the API as JSON', async () => {
    const { stdout } = await ask('--remove', 'AuthorizationPolicy/bookinfo/allow-details', '-o', 'json')
    expect(whatIf.output.parse(JSON.parse(stdout))).toMatchObject({
      tried: true,
      documents: [{ operation: 'remove', name: 'allow-details' }],
    })
  })

  it('tries nothing of a text that Istio would refuse, and ends with 1', async () => {
    const refused = denyDetails.replace('"rules":[{}]', '"rules":[]')
    const { exitCode, stdout } = await ask(await write('faulty.json', refused))
    expect(stdout).toMatch(/error: line 1: .*\nnothing was tried\n$/s)
    expect(exitCode).toBe(1)
  })

  it.each([
    [[], '--remove'],
    [['a.yaml', '--remove', 'AuthorizationPolicy/shop/a'], '--remove'],
    [['--remove', 'shop/a'], 'KIND/NAMESPACE/NAME'],
    [['--remove', 'Policy/shop/a'], 'KIND/NAMESPACE/NAME'],
    [['--remove', 'AuthorizationPolicy/shop/a', '--range', 'soon'], 'rangeSeconds'],
  ])('refuses %j, and names what is wrong', async (args, named) => {
    const { exitCode, stderr } = await ask(...args)
    expect(stderr).toContain(named)
    expect(exitCode).toBe(2)
  })
})
