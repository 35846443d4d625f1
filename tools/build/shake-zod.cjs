const { globSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { buildSync } = require('esbuild')

const root = join(__dirname, '../..')

/**
 * A loader of Turbopack for zod/mini on its way to the browser. Turbopack keeps every schema of zod's core once its
 * namespace is imported (21 kB gzip); esbuild keeps those that are called for (11 kB). So the module is bundled here, with
 * the names that the contract and the components use after `z.`, and no other.
 */
module.exports = function shakeZod() {
  const { names, isoNames } = this.getOptions()
  const { outputFiles } = buildSync({
    stdin: {
      contents: [
        `export { ${names.join(', ')} } from 'zod/v4/mini/external.js'`,
        `import { ${isoNames.join(', ')} } from 'zod/v4/mini/iso.js'`,
        `export const iso = { ${isoNames.join(', ')} }`,
      ].join('\n'),
      resolveDir: root,
    },
    alias: {
      'zod/v4/mini/external.js': join(root, 'node_modules/zod/v4/mini/external.js'),
      'zod/v4/mini/iso.js': join(root, 'node_modules/zod/v4/mini/iso.js'),
    },
    bundle: true,
    format: 'esm',
    write: false,
    // Turbopack minifies whatever comes out of here.
    minifySyntax: true,
  })
  return outputFiles[0].text
}

/**
 * The loader's options, made by next.config.js: Turbopack keeps what a loader made as long as its file and options stay, so
 * another name must be another option.
 *
 * @param contract the texts of the contract as the browser gets them (trim-contract.cjs)
 */
module.exports.listUsed = function listUsed(contract) {
  const names = new Set()
  const isoNames = new Set()
  const components = globSync('components/**/*.{ts,tsx}', { cwd: root }).map((path) =>
    readFileSync(join(root, path), 'utf8'),
  )
  for (const source of [...contract, ...components]) {
    if (!source.includes("from 'zod/mini'")) continue
    for (const [, iso, name] of source.matchAll(/\bz\.(iso\.)?([a-z_]\w*)/gi))
      (iso ? isoNames : names).add(name)
  }
  // Types after `z.` have no value; zod's values that are called begin in lower case, its errors and NEVER do not matter here.
  for (const type of ['output', 'input', 'iso']) names.delete(type)
  return {
    names: [...names].filter((name) => /^[a-z_]/.test(name)).sort(),
    isoNames: [...isoNames].sort(),
  }
}
