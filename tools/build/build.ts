import { buildConsole } from '#tools/build/build-console.ts'

const startMs = performance.now()
try {
  const { folder, fresh } = await buildConsole()
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
  process.stdout.write(`${fresh ? 'Built' : 'Already built'}: ${folder} (${seconds} s)\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
