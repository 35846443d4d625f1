import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { type Comment, type Node, type Program, parseSync, visitorKeys } from 'oxc-parser'

export const root = join(import.meta.dirname, '../..')

/** One import or re-export: from where, of what (`repository path` or package name), and whether types alone. */
export interface ImportEdge {
  readonly from: string
  readonly specifier: string
  /** Repository path such as `contract/words.ts`, or undefined for a package. */
  readonly target?: string
  /** `react`, `@base-ui/react`, `node:fs`, … for a package. */
  readonly packageName?: string
  readonly typeOnly: boolean
  readonly line: number
}

export interface SourceFile {
  /** Repository path with forward slashes. */
  readonly path: string
  readonly text: string
  readonly lines: number
  /** A test, a browser journey or a helper that only those use. */
  readonly test: boolean
  readonly program: Program
  readonly comments: readonly Comment[]
  readonly imports: readonly ImportEdge[]
  lineAt(offset: number): number
}

/** Every file that git knows or would add, so that what is ignored is never judged. */
export function listPaths(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  return [...new Set(listed.split('\n'))].filter((path) => path !== '' && existsSync(join(root, path))).sort()
}

/** All TypeScript and JavaScript of the repository, parsed. About 1 ms a file. */
export function readTree(paths: readonly string[] = listPaths()): readonly SourceFile[] {
  return paths
    .filter((path) => /\.(ts|tsx|js|mjs)$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => parseFile(path, readFileSync(join(root, path), 'utf8')))
}

/** A file from its path and text alone. Throws when it does not parse. */
export function parseFile(path: string, text: string): SourceFile {
  const { program, comments, errors, module } = parseSync(path, text)
  const fault = errors[0]
  if (fault) throw new Error(`${path} does not parse: ${fault.message}`)
  const starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)]
  const lineAt = (offset: number) => findLine(starts, offset)
  const found = [
    ...module.staticImports.map((each) => ({
      specifier: each.moduleRequest.value,
      typeOnly: each.entries.length > 0 && each.entries.every((entry) => entry.isType),
      at: each.start,
    })),
    ...module.staticExports.flatMap((each) =>
      each.entries.flatMap(({ moduleRequest, isType, start }) =>
        moduleRequest ? [{ specifier: moduleRequest.value, typeOnly: isType, at: start }] : [],
      ),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest, start }) => {
      const specifier = text.slice(moduleRequest.start, moduleRequest.end)
      return /^['"`][^$]*['"`]$/.test(specifier)
        ? [{ specifier: specifier.slice(1, -1), typeOnly: false, at: start }]
        : []
    }),
  ]
  return {
    path,
    text,
    lines: text.endsWith('\n') ? starts.length - 1 : starts.length,
    test: isTestPath(path),
    program,
    comments,
    imports: found.map(({ specifier, typeOnly, at }) => ({
      from: path,
      specifier,
      typeOnly,
      line: lineAt(at),
      ...resolveSpecifier(path, specifier),
    })),
    lineAt,
  }
}

export function isTestPath(path: string): boolean {
  return (
    /\.(test|test-support|e2e)\.tsx?$/.test(path) || /(^|\/)testing\//.test(path) || path.startsWith('e2e/')
  )
}

function resolveSpecifier(from: string, specifier: string): Pick<ImportEdge, 'target' | 'packageName'> {
  if (specifier.startsWith('#')) return { target: specifier.slice(1) }
  if (specifier.startsWith('.')) return { target: posix.join(posix.dirname(from), specifier) }
  const parts = specifier.split('/')
  return { packageName: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') }
}

function findLine(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length
  while (low + 1 < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return low + 1
}

/** Visits each node of a file, parents first, with its parent. */
export function visit(file: SourceFile, see: (node: Node, parent: Node | undefined) => void): void {
  const walk = (node: Node, parent: Node | undefined) => {
    see(node, parent)
    for (const key of visitorKeys[node.type] ?? []) {
      // The parser's own table says which fields hold nodes; its types do not.
      const child = (node as unknown as Record<string, unknown>)[key]
      for (const each of Array.isArray(child) ? child : [child]) if (each) walk(each as Node, node)
    }
  }
  walk(file.program, undefined)
}
