import { chmod, cp, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildConsole } from '#tools/build/build-console.ts'
import { bundleProgram } from '#tools/build/bundle-program.ts'
import { writeLicences } from '#tools/build/write-licences.ts'

const root = join(import.meta.dirname, '../..')

/**
 * Lays out `dist/`, all that the package has beside its manifest: the command as one bundle, the demo's servers as another,
 * the built console, and of Next and React the files that serving needs. `npm pack` runs it. The folder is swapped in whole.
 */
export async function layOutPackage(tell: (words: string) => void): Promise<string> {
  const { folder: console } = await buildConsole(tell)
  const draft = join(root, `dist.draft-${process.pid}`)
  await rm(draft, { recursive: true, force: true })
  await mkdir(join(draft, 'console'), { recursive: true })
  const bundled = await bundleProgram(draft)
  for (const [from, to] of [
    ['entry.cjs', 'vardia.cjs'],
    ['load.cjs', 'load.cjs'],
  ] as const)
    await cp(join(root, 'cli', from), join(draft, to))
  await chmod(join(draft, 'vardia.cjs'), 0o755)
  for (const part of ['base', 'pristine', 'complete'])
    await cp(join(console, part), join(draft, 'console', part), { recursive: true })
  await cp(join(console, 'packages'), join(draft, 'node_modules'), { recursive: true })
  // Measures of Google's fonts, of which Next's build makes fallbacks: 4 MB that no server reads.
  for (const unread of ['capsize-font-metrics.json', 'font-utils.js'])
    await rm(join(draft, 'node_modules/next/dist/server', unread))
  await writeLicences(draft, bundled)
  await writeFile(join(draft, 'files.json'), `${JSON.stringify(await listSizes(draft))}\n`)
  const folder = join(root, 'dist')
  await rm(folder, { recursive: true, force: true })
  await rename(draft, folder)
  return folder
}

/** Bytes of every file, by which cli/place.ts knows a package that is not whole. */
async function listSizes(folder: string): Promise<Readonly<Record<string, number>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        return [path.slice(folder.length + 1), (await stat(path)).size] as const
      }),
  )
  return Object.fromEntries(sizes.sort(([one], [other]) => (one < other ? -1 : 1)))
}

if (import.meta.main) {
  try {
    // Standard output is npm's, whose last line there is the name of the tarball.
    await layOutPackage((words) => process.stderr.write(`${words}\n`))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
