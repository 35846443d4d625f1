import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { demoOfTests } from '#cli/demo.test-support.ts'
import { formatLine } from '#cli/logs/format-line.ts'
import { createLinePrinter } from '#cli/logs/line-printer.ts'
import { parseSubject } from '#cli/logs/parse-subject.ts'
import { runCli, startCli } from '#cli/run-cli.test-support.ts'
import { type LogLine, logLineSchema } from '#contract/logs.ts'

const demo = demoOfTests()

const settings = () => ({ KUBECONFIG: demo().kubeconfigPath })
const ask = (...args: string[]) => runCli(['logs', ...args], settings())
const readLines = (stdout: string): LogLine[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => logLineSchema.parse(JSON.parse(line)))

describe('vardia logs', { timeout: 60_000 }, () => {
  it('prints the lines of all containers of a workload as JSON, by time, no more than asked for', async () => {
    const { exitCode, stdout, stderr } = await ask(
      ...['reviews-v1', '-n', 'bookinfo', '--tail', '30', '-o', 'json'],
    )
    const lines = readLines(stdout)
    expect([exitCode, stderr, lines.length]).toEqual([0, expect.stringMatching(/^(info: .*\n)?$/), 30])
    expect(lines.map(({ time }) => time)).toEqual(lines.map(({ time }) => time).sort())
    expect(lines.every(({ pod }) => pod.startsWith('reviews-v1-'))).toBe(true)
  })

  it('prints one line of text for each, after its pod and container, without colours where it is no terminal', async () => {
    const { stdout } = await ask(...['app/reviews', '-n', 'bookinfo', '-c', 'istio-proxy', '--tail', '20'])
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(20)
    for (const line of lines) expect(line).toMatch(/^reviews-v\d-[\w-]+\/istio-proxy \S/)
    expect(stdout).not.toContain('\u001b')
  })

  it('follows until Ctrl-C, which ends it well', async () => {
    const running = startCli(
      ['logs', 'productpage-v1', '-n', 'bookinfo', '-f', '--tail', '1', '--timestamps', '-c', 'istio-proxy'],
      settings(),
    )
    const first = await running.readLine(/istio-proxy/)
    const [stamp = ''] = first.split(' ')
    // A line that was written after the first.
    await running.readLine(new RegExp(`^(?!${stamp.replaceAll('.', '\\.')}).*istio-proxy`))
    expect(await running.stop('SIGINT')).toMatchObject({ exitCode: 0 })
  })

  it('ends well when nobody reads on', async () => {
    const running = startCli(['logs', '-n', 'bookinfo', '-f', '--tail', '100'], settings())
    await running.readLine(/./)
    running.child.stdout?.destroy()
    expect(await running.ended).toMatchObject({ exitCode: 0 })
  })

  it.each([
    ['no such workload', ['nobody', '-n', 'bookinfo'], 1, /nobody/],
    ['no such namespace', ['-n', 'nowhere'], 1, /nowhere/],
    ['no such container', ['reviews-v1', '-n', 'bookinfo', '-c', 'nginx'], 1, /nginx.*istio-proxy/],
    ['a container that never ran before', ['pod/x/y', '-n', 'bookinfo'], 2, /pod\/x\/y/],
    ['a tail that is none', ['reviews-v1', '-n', 'bookinfo', '--tail', 'all'], 2, /tailLines/],
    ['a moment that is none', ['reviews-v1', '-n', 'bookinfo', '--since', 'noon'], 2, /since/],
    ['a past that is followed', ['reviews-v1', '-n', 'bookinfo', '-f', '-p'], 2, /previous/],
    ['an unknown form', ['-n', 'bookinfo', '-o', 'yaml'], 2, /text, json/],
    ["another's namespace", ['frontend-v1', '-n', 'shop', '--context', 'editor'], 77, /shop/],
  ] as const)('ends with one line of why for %s', async (_name, args, exitCode, words) => {
    const ended = await ask(...args)
    expect(ended).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(words) })
    expect(
      ended.stderr
        .trimEnd()
        .split('\n')
        .filter((line) => !line.startsWith('info: ')),
    ).toHaveLength(1)
  })
})

it.each([
  [undefined, {}],
  ['reviews-v1', { workload: 'reviews-v1' }],
  ['deploy/reviews-v1', { workload: 'reviews-v1', kind: 'Deployment' }],
  ['STS/postgres', { workload: 'postgres', kind: 'StatefulSet' }],
  ['app/reviews', { app: 'reviews' }],
  ['po/reviews-v1-x', { pod: 'reviews-v1-x' }],
])('reads %j as whose logs', (text, subject) => expect(parseSubject(text)).toEqual(subject))

it.each(['svc/reviews', 'app/', 'a/b/c', 'constructor/x'])('refuses %j', (text) => {
  expect(() => parseSubject(text)).toThrow(expect.objectContaining({ code: 'logs-subject' }))
})

describe('a line', () => {
  const line: LogLine = {
    time: '2026-11-21T10:00:00Z',
    pod: 'a',
    container: 'b',
    text: 'x\ty\u001b[2J\u202e',
    cutBytes: 7,
  }
  const style = { form: 'text', coloured: false, stamped: true } as const

  it('does not steer the terminal, and tells of what was cut', () => {
    expect(formatLine(line, style)).toBe('2026-11-21T10:00:00Z a/b x\ty\ufffd[2J\ufffd [7 more bytes]\n')
  })

  it('has the colour of its source, always the same, before its words alone', () => {
    const shown = formatLine(line, { ...style, coloured: true, stamped: false })
    const colour = shown.slice(0, 5)
    expect(shown).toBe(`${colour}a/b\u001b[0m x\ty\ufffd[2J\ufffd [7 more bytes]\n`)
    expect(Number(colour.slice(2, 4))).toBeGreaterThan(30)
    const other = formatLine({ ...line, text: 'z' }, { ...style, coloured: true, stamped: false })
    expect(other.startsWith(colour)).toBe(true)
  })

  it('is whole as JSON', () => {
    expect(JSON.parse(formatLine(line, { ...style, form: 'json' }))).toEqual(line)
  })
})

it('sorts the first lines of all containers together, and prints later ones as they come', async () => {
  const out = new PassThrough()
  let written = ''
  out.on('data', (chunk) => {
    written += String(chunk)
  })
  const printer = createLinePrinter(out, ({ text }) => `${text} `)
  const line = (time: string) => ({ time, pod: 'a', container: 'b', text: time })
  await printer.print([line('2'), line('4')])
  await printer.print([line('1'), line('3')])
  expect(written).toBe('')
  printer.settle()
  await printer.print([line('0')])
  await expect.poll(() => written).toBe('1 2 3 4 0 ')
})
