import type { Node } from 'oxc-parser'
import { findRoom } from '#tools/house/check-imports.ts'
import { limits, type SizeException, sizeExceptions } from '#tools/house/limits.ts'
import { type SourceFile, visit } from '#tools/house/tree.ts'

interface Size {
  readonly path: string
  readonly function?: string
  readonly lines: number
  readonly limit: number
}

/** Files and functions above their limit, folders too deep, and exceptions that no longer say the truth. */
export function checkSizes(
  files: readonly SourceFile[],
  exceptions: readonly SizeException[] = sizeExceptions,
): readonly string[] {
  const sizes = files.flatMap((file) => [measureFile(file), ...measureFunctions(file)])
  const above = sizes.filter(({ lines, limit }) => lines > limit)
  const excuse = (size: Size) =>
    exceptions.find((each) => each.path === size.path && each.function === size.function)
  const faults = above.flatMap((size) => {
    const exception = excuse(size)
    if (exception && size.lines <= exception.lines) return []
    const name = size.function === undefined ? size.path : `${size.path}: ${size.function}()`
    const grown = exception ? ` Its exception allows ${exception.lines} and may only shrink.` : ''
    return [
      `${name} has ${size.lines} lines, the limit is ${size.limit}.${grown} Cut it where its second purpose begins.`,
    ]
  })
  const stale = exceptions.flatMap((exception) => {
    const size = above.find((each) => each.path === exception.path && each.function === exception.function)
    if (size?.lines === exception.lines || (size && size.lines > exception.lines)) return []
    const now = size ? `write its ${size.lines} lines there` : 'delete the entry'
    return [`tools/house.ts: the exception of ${exception.path} says ${exception.lines} lines; ${now}.`]
  })
  return [...faults, ...stale, ...files.flatMap(checkDepth)]
}

function measureFile(file: SourceFile): Size {
  const page = /^app\/(.*\/)?(page\.tsx|route\.ts)$/.test(file.path)
  const limit = file.test ? limits.testLines : page ? limits.pageLines : limits.sourceLines
  return { path: file.path, lines: file.lines, limit }
}

/** A function is judged by its own lines; named functions inside it are judged for themselves. */
function measureFunctions(file: SourceFile): readonly Size[] {
  if (file.test) return []
  const found: { name: string; named: boolean; start: number; end: number }[] = []
  visit(file, (node, parent) => {
    if (!isFunction(node)) return
    const name = nameOf(node, parent)
    const start = file.lineAt(node.start)
    found.push({
      name: name ?? `line ${start}`,
      named: name !== undefined,
      start,
      end: file.lineAt(node.end),
    })
  })
  return found.map(({ name, start, end }) => {
    const whole = end - start + 1
    const inner = new Set(
      found
        .filter((each) => each.named && each.start > start && each.end < end)
        .flatMap((each) =>
          Array.from({ length: each.end - each.start + 1 }, (_, index) => each.start + index),
        ),
    )
    const size = { path: file.path, function: name }
    if (whole > limits.closureLines) return { ...size, lines: whole, limit: limits.closureLines }
    return { ...size, lines: whole - inner.size, limit: limits.functionLines }
  })
}

function isFunction(node: Node): boolean {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type)
}

function nameOf(node: Node, parent: Node | undefined): string | undefined {
  if ('id' in node && node.id && 'name' in node.id) return String(node.id.name)
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name
  if (
    (parent?.type === 'MethodDefinition' || parent?.type === 'Property') &&
    parent.key.type === 'Identifier'
  ) {
    return parent.key.name
  }
  return undefined
}

function checkDepth({ path }: SourceFile): readonly string[] {
  // Folders of app/ are URLs, which the product decides.
  const room = findRoom(path)
  if (!room || room.path === 'app') return []
  const below = path.slice(room.path.length + 1).split('/').length - 1
  if (below <= limits.foldersBelowRoom) return []
  return [
    `${path} lies ${below} folders below ${room.path}, the limit is ${limits.foldersBelowRoom}. Flatten it.`,
  ]
}
