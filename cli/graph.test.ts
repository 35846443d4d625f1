import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { demoOfTests } from '#cli/demo.test-support.ts'
import { formatDot } from '#cli/format-dot.ts'
import { formatGraphTable, parseDuration } from '#cli/graph.ts'
import { runCli } from '#cli/run-cli.test-support.ts'
import { setupSchema } from '#contract/setup.ts'
import { type TrafficGraph, trafficGraphSchema } from '#contract/traffic-graph.ts'

const demo = demoOfTests()

const ask = (args: readonly string[], settings: Readonly<Record<string, string>> = {}) =>
  runCli(args, {
    KUBECONFIG: demo().kubeconfigPath,
    VARDIA_PROMETHEUS_URL: demo().prometheusUrl,
    ...settings,
  })

describe('vardia graph', { timeout: 60_000 }, () => {
  it('prints the graph of the API as JSON, and the same as YAML', async () => {
    const [json, yaml] = await Promise.all(
      ['json', 'yaml'].map((form) => ask(['graph', '-n', 'bookinfo', '-o', form])),
    )
    const graph = trafficGraphSchema.parse(JSON.parse(json?.stdout ?? ''))
    expect(json).toMatchObject({ exitCode: 0 })
    expect(graph.edges.some(({ requestsPerSecond = 0 }) => requestsPerSecond > 1)).toBe(true)
    const same = trafficGraphSchema.parse(parse(yaml?.stdout ?? ''))
    expect(same.nodes.map(({ id }) => id)).toEqual(graph.nodes.map(({ id }) => id))
  })

  it('prints a line for each edge as a table', async () => {
    const { stdout } = await ask(['graph', '-n', 'bookinfo'])
    const [headings, ...lines] = stdout.trimEnd().split('\n')
    expect(headings?.split(/ +/)).toEqual([
      'FROM',
      'TO',
      'PROTOCOL',
      'RATE',
      'ERRORS',
      'P95',
      'MTLS',
      'HEALTH',
    ])
    expect(lines.find((line) => line.startsWith('bookinfo/productpage-v1'))).toMatch(
      /bookinfo\/details-v1 +http +[\d.]+ req\/s +0% +[\d.]+ ms +100% +healthy$/,
    )
  })

  it('asks for all that the person may see when no namespace is named', async () => {
    const { stdout } = await ask(['graph', '-o', 'json', '--view', 'app'], { VARDIA_AS: 'auditor' })
    const { nodes, view } = trafficGraphSchema.parse(JSON.parse(stdout))
    expect(view).toBe('app')
    expect(new Set(nodes.map(({ namespace }) => namespace)).size).toBeGreaterThan(2)
  })

  it('shows a developer of one namespace that one, and says what stays unseen', async () => {
    const [graph, status] = await Promise.all(
      ['graph', 'status'].map((command) =>
        ask([command, '-o', 'json', '--context', 'editor', '-n', 'bookinfo']),
      ),
    )
    const { edges, nodes } = trafficGraphSchema.parse(JSON.parse(graph?.stdout ?? ''))
    expect(edges.length).toBeGreaterThan(5)
    expect(new Set(nodes.map(({ namespace }) => namespace))).toContain('bookinfo')
    const { scope } = setupSchema.parse(JSON.parse(status?.stdout ?? ''))
    expect(scope).toMatchObject({ kind: 'namespaces', namespaces: ['bookinfo'] })
    expect(scope.says.text).toContain('bookinfo')
  })

  it('says on standard error what is not there, and answers with the rest', async () => {
    const { exitCode, stdout, stderr } = await ask(['graph', '-n', 'bookinfo,nowhere', '-o', 'json'])
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^warning: .*nowhere/)])
    expect(trafficGraphSchema.parse(JSON.parse(stdout)).edges.length).toBeGreaterThan(5)
  })

  it.each([
    ['a namespace that is not there', ['-n', 'nowhere'], 1, /nowhere/],
    [
      'no Prometheus at all',
      ['-n', 'bookinfo', '--prometheus-url', 'http://127.0.0.1:9'],
      69,
      /127\.0\.0\.1:9/,
    ],
  ] as const)('ends with one line for %s', async (_name, args, exitCode, words) => {
    const ended = await ask(['graph', ...args])
    expect(ended).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(words) })
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})

describe('vardia status', { timeout: 60_000 }, () => {
  it('tells each source with its version, and how it was found without an address', async () => {
    const { exitCode, stdout } = await ask(['status', '-o', 'json'], { VARDIA_PROMETHEUS_URL: '' })
    const answer = setupSchema.parse(JSON.parse(stdout))
    const found = new Map(answer.sources.map((source) => [source.name, source]))
    expect(exitCode).toBe(0)
    expect(found.get('kubernetes')).toMatchObject({ state: 'found', version: expect.stringMatching(/^v1\./) })
    expect(found.get('prometheus')).toMatchObject({ state: 'found', by: 'port-forward', sample: true })
  })

  it('says of a source that is away what is wrong, and what would mend it', async () => {
    const { exitCode, stdout } = await ask(['status', '--prometheus-url', 'http://127.0.0.1:9'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^prometheus +unhealthy /m)
    expect(stdout).toMatch(/^prometheus: Nothing answers at http:\/\/127\.0\.0\.1:9/m)
    expect(stdout).toMatch(/^ {2}flag +--prometheus-url /m)
  })

  it('names the rights that somebody lacks', async () => {
    const { stdout } = await ask(['status', '--context', 'auditor'], { VARDIA_PROMETHEUS_URL: '' })
    expect(stdout).toMatch(/^As auditor: /m)
    expect(stdout).toMatch(/^prometheus +(forbidden|missing) /m)
    expect(stdout).toMatch(/^ {2}right +/m)
  })
})

it('needs no address for a graph, with the right to forward ports', async () => {
  const { exitCode, stdout, stderr } = await ask(['graph', '-n', 'bookinfo', '-o', 'json'], {
    VARDIA_PROMETHEUS_URL: '',
  })
  expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^info: Only the namespace bookinfo .*\n$/)])
  expect(trafficGraphSchema.parse(JSON.parse(stdout)).edges.length).toBeGreaterThan(5)
})

it.each([
  ['90', '90'],
  ['90s', '90'],
  ['5m', '300'],
  ['2h', '7200'],
  ['1d', '86400'],
  ['soon', 'soon'],
  ['5 m', '5 m'],
  ['', ''],
])('reads the duration %j as %j', (text, seconds) => expect(parseDuration(text)).toBe(seconds))

describe('names that somebody else chose', () => {
  const hostile = 'a"\\\u001b[31m\u202e\nb'
  const health = { status: 'healthy', reasons: [] } as const
  const node = (id: string, name: string) => ({
    id,
    kind: 'workload',
    cluster: 'c',
    namespace: 'n',
    name,
    health,
  })
  const edge = {
    id: 'e',
    source: '1',
    target: '2',
    protocol: 'http',
    responses: [],
    health: 'healthy',
    idle: false,
  }
  // Of a graph only these fields are printed.
  const graph = { nodes: [node('1', hostile), node('2', 'b')], edges: [edge] } as unknown as TrafficGraph

  it('do not steer the terminal', () => {
    const table = formatGraphTable(graph)
    for (const control of ['\u001b', '\u202e']) expect(table).not.toContain(control)
    expect(table.trimEnd().split('\n')).toHaveLength(2)
  })

  it('stay inside their quotes in DOT', () => {
    expect(formatDot(graph)).toContain('n0 [label="a\\"\\\\\ufffd[31m\ufffd\\nb"]')
    expect(formatDot(graph)).toContain('n0 -> n1 [label="http"]')
  })
})
