import { isWithin } from '#tools/house/check-imports.ts'
import { type SourceFile, visit } from '#tools/house/tree.ts'

const hex = /(^|[\s"'(:[])#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})(?![0-9a-z_/.-])/i
const hues =
  'slate|gray|zinc|neutral|stone|red|orange|amber|yellow|lime|green|emerald|teal|cyan|sky|blue|indigo|violet|purple|fuchsia|pink|rose'
const prefixes =
  'bg|text|border|border-[trblxy]|ring|ring-offset|fill|stroke|from|via|to|outline|divide|shadow|accent|caret|decoration|placeholder'
const palette = new RegExp(`(^|[\\s:!])(${prefixes})-((${hues})-\\d{2,3}|white|black)(/\\d+)?(?![a-z0-9-])`)

/** Colours written by hand in the browser's code: hex values and Tailwind's palette. Tokens carry both themes. */
export function checkColours(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => ['components', 'app'].some((room) => isWithin(file.path, room)) && !file.test)
    .flatMap((file) => {
      const faults: string[] = []
      visit(file, (node) => {
        const text =
          node.type === 'Literal' && typeof node.value === 'string'
            ? node.value
            : node.type === 'TemplateElement'
              ? node.value.raw
              : undefined
        const found = text === undefined ? undefined : (hex.exec(text) ?? palette.exec(text))
        if (!found) return
        faults.push(
          `${file.path}:${file.lineAt(node.start)}: "${found[0].trim()}" is a colour outside the tokens. ` +
            'Use a semantic token (var(--health-failing), text-muted), which exists in both themes.',
        )
      })
      return faults
    })
}
