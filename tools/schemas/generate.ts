import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildFiles } from '#tools/schemas/build-files.ts'

/** `npm run schemas`: writes server/mesh/schemas/*.json anew from the Go modules. Needs Go; its output is committed. */
const folder = join(import.meta.dirname, '../../server/mesh/schemas')

const files = await buildFiles()
await mkdir(folder, { recursive: true })
for (const name of await readdir(folder)) {
  if (name.endsWith('.json') && !files.has(name)) await rm(join(folder, name))
}
for (const [name, text] of files) {
  await writeFile(join(folder, name), text)
  console.log(`${name} ${Math.ceil(text.length / 1024)} kB`)
}
