import type { Node } from 'oxc-parser'
import { isWithin } from '#tools/house/check-imports.ts'
import { environmentReaders, environmentWriters, queryAskers } from '#tools/house/places.ts'
import { type SourceFile, visit } from '#tools/house/tree.ts'

/** What single expressions may not do: read the environment or the clock, hide a cast, carry a secret, focus a test. */
export function checkCode(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const faults: string[] = []
    visit(file, (node, parent) => {
      for (const check of [checkEnvironment, checkClock, checkCast, checkSecret, checkFocus, checkQuery]) {
        const fault = check(node, parent, file)
        if (fault) faults.push(`${file.path}:${file.lineAt(node.start)}: ${fault}`)
      }
    })
    return faults
  })
}

type Check = (node: Node, parent: Node | undefined, file: SourceFile) => string | undefined

function isMember(node: Node, object: string, property: string): boolean {
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === object &&
    node.property.type === 'Identifier' &&
    node.property.name === property
  )
}

const checkEnvironment: Check = (node, _, file) => {
  if (!isMember(node, 'process', 'env') || file.test) return undefined
  const places = [...environmentReaders, ...environmentWriters]
  if (places.some((place) => isWithin(file.path, place)) || !file.path.includes('/')) return undefined
  return `process.env is read only in ${environmentReaders.join(', ')}. Add the setting to server/config/schema.ts and pass it in.`
}

const checkClock: Check = (node, _, file) => {
  if (!isWithin(file.path, 'server/mesh') || file.test) return undefined
  const now =
    isMember(node, 'Date', 'now') || isMember(node, 'performance', 'now') || isMember(node, 'Math', 'random')
  const bareDate =
    node.type === 'NewExpression' &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'Date' &&
    node.arguments.length === 0
  return now || bareDate
    ? 'the core has no clock and no dice. Take nowMs (or a seed) as an argument.'
    : undefined
}

const checkCast: Check = (node, parent, file) => {
  if (node.type !== 'TSAsExpression' || file.test) return undefined
  const annotation = node.typeAnnotation
  if (annotation.type === 'TSTypeReference' && file.text.slice(annotation.start, annotation.end) === 'const')
    return undefined
  if (parent?.type === 'TSAsExpression') return undefined
  const line = file.lineAt(node.start)
  const end = file.lineAt(node.end)
  const explained = file.comments.some((comment) => {
    const last = file.lineAt(comment.end)
    return last >= line - 3 && file.lineAt(comment.start) <= end
  })
  return explained ? undefined : '"as" needs a comment that says why the type is known here.'
}

const secretName = /(password|passwd|secret|api_?key|private_?key|signing_?key|cookie_?key)$/i

const checkSecret: Check = (node, _, file) => {
  if (file.test || isWithin(file.path, 'demo') || isWithin(file.path, 'components')) return undefined
  const [name, value] =
    node.type === 'VariableDeclarator'
      ? [node.id, node.init]
      : node.type === 'Property'
        ? [node.key, node.value]
        : [undefined, undefined]
  if (name?.type !== 'Identifier' || !secretName.test(name.name)) return undefined
  if (value?.type !== 'Literal' || typeof value.value !== 'string' || value.value === '') return undefined
  return `${name.name} has a value in the code. A secret has no default: read it from the environment or make it at random.`
}

const checkFocus: Check = (node, _, file) => {
  const focused = ['test', 'describe', 'it'].some((name) => isMember(node, name, 'only'))
  return focused && file.test ? 'a focused test hides the others. Remove ".only".' : undefined
}

const checkQuery: Check = (node, _, file) => {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || file.test) return undefined
  if (node.callee.name !== 'useQuery' || queryAskers.some((place) => isWithin(file.path, place)))
    return undefined
  return 'useQuery shows what another part of the page asked for before this part has hydrated. Ask by useLiveCall or useSession.'
}
