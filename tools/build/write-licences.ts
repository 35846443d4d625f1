import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'

const root = join(import.meta.dirname, '../..')

/** Packages whose code is in the scripts that browsers load; Next bundles them, and tells nobody. */
const inBrowser = [
  '@base-ui/react',
  '@fontsource-variable/inter',
  '@fontsource-variable/jetbrains-mono',
  '@tanstack/react-query',
  '@tanstack/react-virtual',
  'cmdk',
  'cytoscape',
  'lucide-react',
  'next-intl',
  'recharts',
  'tailwindcss',
  'use-intl',
]

/**
 * Writes the licences of everybody else's code in the package, in one text: most ask for that. `bundled` are the paths of
 * what was bundled, from the root.
 */
export async function writeLicences(folder: string, bundled: readonly string[]): Promise<void> {
  const names = new Set([
    ...inBrowser,
    ...bundled.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
    ...(await listPackages(join(folder, 'node_modules'))),
  ])
  const texts = await Promise.all([...names].sort().map(describeLicence))
  await writeFile(join(folder, 'THIRD-PARTY-LICENCES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`))
}

async function listPackages(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder)
  const scoped = names.filter((name) => name.startsWith('@'))
  const inScopes = await Promise.all(
    scoped.map(async (scope) => (await readdir(join(folder, scope))).map((name) => `${scope}/${name}`)),
  )
  return [...names.filter((name) => !name.startsWith('@') && !name.startsWith('.')), ...inScopes.flat()]
}

const manifestSchema = z.object({ version: z.string(), license: z.string().default('licence not named') })

async function describeLicence(name: string): Promise<string> {
  const folder = join(root, 'node_modules', name)
  const { version, license } = manifestSchema.parse(
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
  )
  const file = (await readdir(folder)).find((each) => /^(licen[cs]e|copying)(\.|$)/i.test(each))
  const text = file ? await readFile(join(folder, file), 'utf8') : 'The package has no text of its licence.\n'
  return `${name} ${version}, ${license}\n\n${text}`
}
