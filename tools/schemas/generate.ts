import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildBuiltInFiles } from '#tools/schemas/build-built-in.ts'
import { buildFiles } from '#tools/schemas/build-files.ts'

/**
 * `npm run schemas`: writes server/mesh/schemas/*.json and demo/kubernetes/schemas/*.json anew from the Go modules. Needs
 * Go; its output is committed.
 */
const root = join(import.meta.dirname, '../..')

await writeFolder(join(root, 'server/mesh/schemas'), await buildFiles())
await writeFolder(join(root, 'demo/kubernetes/schemas'), await buildBuiltInFiles())

async function writeFolder(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) {
    if (name.endsWith('.json') && !files.has(name)) await rm(join(folder, name))
  }
  for (const [name, text] of files) {
    await writeFile(join(folder, name), text)
    console.log(`${name} ${Math.ceil(text.length / 1024)} kB`)
  }
}
