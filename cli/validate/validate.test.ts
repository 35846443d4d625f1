import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { startCli, startProgram } from '#cli/run-cli.test-support.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-validate-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const service = (name: string, spec: string) =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ${name}, namespace: demo}\nspec: ${spec}\n`
const good = '{hosts: [a], http: [{route: [{destination: {host: b}}]}]}'

const validate = (args: readonly string[]) => startCli(['validate', ...args]).ended

describe('vardia validate', { timeout: 60_000 }, () => {
  it('tells each document by its kind and name, with the line of each problem, and ends with 1', async () => {
    const file = write(
      'three.yaml',
      `${service('good', good)}---\n${service('bad', '{hosts: [a]}')}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n`,
    )
    const { stdout, exitCode } = await validate([file, '-o', 'json'])
    expect(JSON.parse(stdout)).toMatchObject([
      { kind: 'VirtualService', namespace: 'demo', name: 'good', verdict: 'ok', problems: [] },
      {
        kind: 'VirtualService',
        namespace: 'demo',
        name: 'bad',
        verdict: 'error',
        problems: [{ severity: 'error', code: 'config-no-routes', line: 9 }],
      },
      { kind: 'ConfigMap', verdict: 'skipped' },
    ])
    expect(exitCode).toBe(1)
  })

  it('ends with 0 where all is well, and reads folders', async () => {
    mkdirSync(join(folder, 'mesh'))
    write('mesh/a.yaml', service('a', good))
    write('mesh/b.json', JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'b' } }))
    expect(await validate([join(folder, 'mesh')])).toMatchObject({
      exitCode: 0,
      stdout: '2 documents: 1 ok, 1 skipped\n',
    })
  })

  it('tells what is no YAML and no UTF-8 as compilers do', async () => {
    const file = write('broken.yaml', Buffer.from([...Buffer.from('a: b\nc: '), 0xff]))
    const { stdout, exitCode } = await validate([file])
    expect(stdout).toMatch(/broken\.yaml:2:4: error: This was no UTF-8/)
    expect(exitCode).toBe(1)
  })

  it('reads standard input', async () => {
    const file = write('piped.yaml', service('piped', good))
    const main = join(import.meta.dirname, '../main.ts')
    const shell = ['/bin/sh', '-c', `exec "$0" "$@" < '${file}'`, process.execPath, main]
    const { stdout, exitCode } = await startProgram(shell, ['validate', '-', '-o', 'json'], {}).ended
    expect(JSON.parse(stdout)).toMatchObject([{ file: '-', name: 'piped', verdict: 'ok' }])
    expect(exitCode).toBe(0)
  })

  it('says that a file is not there, and that one must be named', async () => {
    expect(await validate([join(folder, 'nowhere.yaml')])).toMatchObject({ exitCode: 1, stdout: '' })
    expect(await validate([])).toMatchObject({ exitCode: 2 })
  })
})
