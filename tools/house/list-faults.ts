import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkBundle } from '#tools/house/check-bundle.ts'
import { checkCatalogue } from '#tools/house/check-catalogue.ts'
import { checkCode } from '#tools/house/check-code.ts'
import { checkColours } from '#tools/house/check-colours.ts'
import { checkImports } from '#tools/house/check-imports.ts'
import { checkExports, checkNames } from '#tools/house/check-names.ts'
import { checkSizes } from '#tools/house/check-shape.ts'
import { listPaths, readTree, root } from '#tools/house/tree.ts'

/** Every rule over the whole tree: the faults by the name of their rule, each a sentence that teaches. */
export function listFaults(): Readonly<Record<string, readonly string[]>> {
  const paths = listPaths()
  const files = readTree(paths)
  const catalogue = JSON.parse(readFileSync(join(root, 'messages/en.json'), 'utf8'))
  return {
    imports: checkImports(files),
    sizes: checkSizes(files),
    names: checkNames(paths),
    exports: checkExports(files),
    code: checkCode(files),
    colours: checkColours(files),
    catalogue: checkCatalogue(files, catalogue),
    bundle: checkBundle(files),
  }
}
