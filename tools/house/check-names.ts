import { isWithin } from '#tools/house/check-imports.ts'
import {
  defaultExports,
  emptyWords,
  meshWordExceptions,
  meshWordPlaces,
  meshWords,
} from '#tools/house/places.ts'
import type { SourceFile } from '#tools/house/tree.ts'

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
const nextFolder = /^(\([a-z-]+\)|\[{1,2}(\.\.\.)?[a-zA-Z]+\]{1,2}|@[a-z-]+)$/
const nextFiles = /^app\/(.*\/)?(page|layout|loading|error|not-found|global-error|template|default)\.tsx$/

/** Names of files and folders: kebab-case, no barrels, no empty words, the mesh's words only for the mesh. */
export function checkNames(paths: readonly string[]): readonly string[] {
  return paths
    .filter((path) => /\.(ts|tsx|js|mjs|css)$/.test(path))
    .flatMap((path) => {
      const faults: string[] = []
      const parts = path.split('/')
      const bad = parts.find((part) => !kebab.test(part) && !(parts[0] === 'app' && nextFolder.test(part)))
      if (bad !== undefined) faults.push(`${path}: "${bad}" is not kebab-case.`)
      if (/(^|\/)index\.tsx?$/.test(path)) {
        faults.push(`${path}: no barrels. Name the file after what it holds and import it by that name.`)
      }
      const roles = [...parts.slice(0, -1), lastWord(parts.at(-1) ?? '')]
      const empty = roles.find((role) => emptyWords.includes(role))
      if (empty) faults.push(`${path}: "${empty}" does not say a purpose. Name what it holds.`)
      const meshWord = roles.find((role) => meshWords.some((word) => role === word || role === plural(word)))
      if (meshWord && ![...meshWordPlaces, ...meshWordExceptions].some((place) => isWithin(path, place))) {
        faults.push(
          `${path}: "${meshWord}" belongs to the mesh and may not name architecture. Say call, adapter, use case, stage.`,
        )
      }
      return faults
    })
}

/** `retry-policy.test.ts` → `policy`. */
function lastWord(fileName: string): string {
  return fileName.split('.')[0]?.split('-').at(-1) ?? ''
}

function plural(word: string): string {
  return word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`
}

/** Named exports, except where a framework demands a default; no `export *`. */
export function checkExports(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const faults: string[] = []
    const wantsDefault = nextFiles.test(file.path) || defaultExports.includes(file.path)
    for (const node of file.program.body) {
      const at = `${file.path}:${file.lineAt(node.start)}`
      if (node.type === 'ExportDefaultDeclaration' && !wantsDefault) {
        faults.push(`${at}: a default export has no name to find it by. Export it by name.`)
      }
      if (node.type === 'ExportAllDeclaration') {
        faults.push(`${at}: "export *" is a barrel. Import from the file that holds it.`)
      }
    }
    return faults
  })
}
