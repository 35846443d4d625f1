import type { Node } from 'oxc-parser'
import { isWithin } from '#tools/house/check-imports.ts'
import { type SourceFile, visit } from '#tools/house/tree.ts'

interface Catalogue {
  readonly [key: string]: string | Catalogue
}

interface Mention {
  readonly file: string
  /** A literal, or a template with `*` for each hole. */
  readonly text: string
}

/**
 * The catalogue and the code agree: each code of a Problem, a finding or a notice has its words, each key of the
 * catalogue is mentioned somewhere. A key counts as mentioned when one file holds it whole, or holds both its head
 * (`useTranslations('shell.sources')`) and its tail (`t('down')`, or a template such as `t(`state.${state}`)`).
 */
export function checkCatalogue(files: readonly SourceFile[], catalogue: Catalogue): readonly string[] {
  const speaking = files.filter(
    (file) =>
      !file.test &&
      ['server', 'components', 'app', 'cli', 'contract'].some((room) => isWithin(file.path, room)),
  )
  return [...findWordless(speaking, catalogue), ...findUnused(speaking, catalogue)]
}

function findWordless(files: readonly SourceFile[], catalogue: Catalogue): readonly string[] {
  const known = new Set(
    ['problem', 'finding', 'notice'].flatMap((section) => Object.keys(subtree(catalogue, section))),
  )
  return files
    .filter((file) => isWithin(file.path, 'server'))
    .flatMap((file) =>
      listCodes(file).flatMap(({ code, line }) =>
        known.has(code)
          ? []
          : [
              `${file.path}:${line}: the code "${code}" has no words. Add problem.${code} {title, detail}, ` +
                `finding.${code} or notice.${code} to messages/en.json.`,
            ],
      ),
    )
}

function subtree(catalogue: Catalogue, section: string): Catalogue {
  const found = catalogue[section]
  return typeof found === 'object' ? found : {}
}

/** Literals given as `code` to something worded: an object that also has `params`, or the argument of `new Problem`. */
function listCodes(file: SourceFile): readonly { code: string; line: number }[] {
  const codes: { code: string; line: number }[] = []
  visit(file, (node, parent) => {
    if (node.type !== 'ObjectExpression') return
    const properties = node.properties.flatMap((each) => (each.type === 'Property' ? [each] : []))
    const keyOf = (each: (typeof properties)[number]) => (each.key.type === 'Identifier' ? each.key.name : '')
    const problem =
      parent?.type === 'NewExpression' &&
      parent.callee.type === 'Identifier' &&
      parent.callee.name === 'Problem'
    if (!problem && !properties.some((each) => keyOf(each) === 'params')) return
    for (const each of properties) {
      if (keyOf(each) !== 'code') continue
      for (const code of literalsIn(each.value)) codes.push({ code, line: file.lineAt(each.start) })
    }
  })
  return codes
}

/** The literals that an expression may give: itself, or either side of a condition. */
function literalsIn(node: Node): readonly string[] {
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : []
  if (node.type === 'ConditionalExpression')
    return [...literalsIn(node.consequent), ...literalsIn(node.alternate)]
  if (node.type === 'LogicalExpression') return [...literalsIn(node.left), ...literalsIn(node.right)]
  return []
}

function findUnused(files: readonly SourceFile[], catalogue: Catalogue): readonly string[] {
  const mentions = files.flatMap(listMentions)
  const wholes = new Set(mentions.map(({ text }) => text))
  const byFile = Map.groupBy(mentions, ({ file }) => file)
  const isMentioned = (key: string) => {
    const parts = key.split('.')
    const section = parts[0] ?? ''
    const code = parts[1] ?? ''
    if (['problem', 'finding', 'notice'].includes(section)) {
      return wholes.has(code) || mentions.some(({ text }) => text.includes('*') && matches(text, code))
    }
    if (mentions.some(({ text }) => text === key || (text.includes('.') && matches(text, key)))) return true
    return parts.slice(1).some((_, index) => {
      const head = parts.slice(0, index + 1).join('.')
      const tail = parts.slice(index + 1).join('.')
      return (
        wholes.has(head) &&
        [...byFile.values()].some(
          (texts) => texts.some(({ text }) => text === head) && texts.some(({ text }) => matches(text, tail)),
        )
      )
    })
  }
  return listKeys(catalogue, '')
    .filter((key) => !isMentioned(key))
    .map((key) => `messages/en.json: nothing says "${key}". Delete it, or use it.`)
}

function listMentions(file: SourceFile): readonly Mention[] {
  const mentions: Mention[] = []
  visit(file, (node) => {
    if (node.type === 'Literal' && typeof node.value === 'string')
      mentions.push({ file: file.path, text: node.value })
    if (node.type === 'TemplateLiteral') {
      mentions.push({ file: file.path, text: node.quasis.map((part) => part.value.raw).join('*') })
    }
    // Keys of tables such as `{ down: … }` are looked up by name.
    if (node.type === 'Property' && node.key.type === 'Identifier')
      mentions.push({ file: file.path, text: node.key.name })
  })
  return mentions
}

/** A hole stands for one word or more; a text that is nothing but holes says nothing. */
function matches(text: string, key: string): boolean {
  if (!text.includes('*')) return text === key
  if (!/[a-zA-Z]/.test(text)) return false
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[\\w.-]+')}$`).test(key)
}

/** Leaf keys; a Problem's `title` and `detail` count as one. */
function listKeys(catalogue: Catalogue, prefix: string): readonly string[] {
  return Object.entries(catalogue).flatMap(([name, value]) => {
    const key = prefix ? `${prefix}.${name}` : name
    if (typeof value === 'string' || prefix === 'problem') return [key]
    return listKeys(value, key)
  })
}
