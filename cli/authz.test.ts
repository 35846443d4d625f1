import { describe, expect, it } from 'vitest'
import { buildQuestion } from '#cli/authz.ts'
import { demoOfTests } from '#cli/demo.test-support.ts'
import { runCli } from '#cli/run-cli.test-support.ts'
import { authorizationAsk } from '#contract/authorization.ts'

const demo = demoOfTests()

const check = (...args: readonly string[]) =>
  runCli(['authz', 'check', ...args], {
    KUBECONFIG: demo().kubeconfigPath,
    VARDIA_PROMETHEUS_URL: demo().prometheusUrl,
  })
const reviews = ['--from', 'bookinfo/productpage-v1', '--to', 'bookinfo/reviews-v1', '--path', '/reviews/0']

describe('vardia authz check', { timeout: 60_000 }, () => {
  it('ends with 0 for what is allowed, and names the policy, rule and field that allow it', async () => {
    const { exitCode, stdout } = await check(...reviews, '--method', 'GET')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^ALLOW {2}bookinfo\/reviews-v1:9080 \(http\)/)
    expect(stdout).toMatch(
      /server +bookinfo\/reviews-v1 +passes +bookinfo\/allow-reviews +1 .*operation\.methods/,
    )
  })

  it('ends with 1 for what is denied, and says why not', async () => {
    const { exitCode, stdout } = await check(...reviews, '--method', 'PUT')
    expect(exitCode).toBe(1)
    expect(stdout).toContain('to[0].operation.methods asks for GET, and it is PUT.')
  })

  it('prints the answer of the API as JSON', async () => {
    const { stdout } = await check('--service', 'shop/payment', '-o', 'json')
    expect(authorizationAsk.output.parse(JSON.parse(stdout)).decision).toBe('DENY')
  })

  it.each([
    [['--to', 'reviews'], '--to'],
    [['--to', 'bookinfo/reviews-v1', '-H', 'x-env'], '--header'],
    [['--to', 'bookinfo/reviews-v1', '--source-ip', 'here'], 'sourceIp'],
  ])('refuses %j, and names what is wrong', async (args, named) => {
    const { exitCode, stderr } = await check(...args)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(named)
  })
})

it('takes headers, claims and their absence as they are given', () => {
  const from = 'cluster.local/ns/shop/sa/cart'
  expect(
    buildQuestion({ from, service: 'shop/cart', header: 'a=1\nb=x=y', claim: 'iss=https://i', port: '80' }),
  ).toEqual({
    from: { principal: from },
    to: { namespace: 'shop', service: 'cart' },
    port: 80,
    headers: { a: '1', b: 'x=y' },
    claims: { iss: 'https://i' },
  })
  expect(buildQuestion({ to: 'shop/cart-v1', noToken: true })).toMatchObject({ from: {}, claims: null })
})
