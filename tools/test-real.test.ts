import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

test.each(['test-real.ts', 'test-stores.ts', 'real.ts'])(
  '%s says what it needs, and ends with 3, where there is no Go',
  async (script) => {
    const ended = await new Promise<{ code: unknown; words: string }>((resolve) => {
      const env = { PATH: '/nowhere', HOME: '/nowhere', NODE_ENV: 'test' as const }
      execFile(process.execPath, [join(import.meta.dirname, script)], { env }, (error, stdout, stderr) =>
        resolve({ code: error?.code, words: `${stdout}${stderr}` }),
      )
    })
    expect(ended.code).toBe(3)
    expect(ended.words).toContain('Install Go 1.26 or newer')
  },
)
