import { Composer, type Document, LineCounter, type ParsedNode, Parser, type YAMLError } from 'yaml'
import { findDepthFault } from '#server/workers/text/find-depth-fault.ts'
import { findSizeFault } from '#server/workers/text/find-size-fault.ts'
import { readNode } from '#server/workers/text/read-node.ts'
import type { Place, ReadDocument, TextFault } from '#server/workers/text/types.ts'

/** As many objects as one text may hold. */
const mostDocuments = 500
/** Of one document; who mends the first will see the others. */
const mostFaults = 50

export interface ReadText {
  readonly documents: readonly ReadDocument[]
  readonly faults: readonly TextFault[]
}

/**
 * The documents of a text of YAML (or JSON) with the place of each value. What cannot be read is a fault with its place,
 * never an exception. Documents without content are left out.
 *
 * @param most how many documents are wanted; what comes after them is not read, and no fault
 */
export function readText(text: string, most = Number.POSITIVE_INFINITY): ReadText {
  const lines = new LineCounter()
  const placeAt = buildPlacer(lines, text)
  const early = findUnreadable(text) ?? findSizeFault(text) ?? findDepthFault(text)
  if (early) {
    // The parser, which would count lines, is not asked.
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1)
    lines.lineStarts.unshift(0)
    const { code, params, from, to } = early
    const fault = { severity: 'error', path: '', code, params, document: 0, ...placeAt(from, to) } as const
    return { documents: [], faults: [fault] }
  }
  const documents: ReadDocument[] = []
  const faults: TextFault[] = []
  for (const document of parseDocuments(text, lines)) {
    const index = documents.length
    if (index >= most) break
    if (index === mostDocuments) {
      const [from] = document.range
      faults.push(refuse('yaml-too-many-documents', { limit: mostDocuments }, index, placeAt(from, from + 1)))
      break
    }
    for (const error of document.errors.slice(0, mostFaults))
      faults.push(describeError(error, index, placeAt(...error.pos)))
    if (document.errors.length > 0) {
      documents.push({ index, line: placeAt(document.range[0], 0).line, value: undefined, places: new Map() })
      continue
    }
    const read = readNode(document, { index, placeAt })
    if (read.isEmpty) continue
    faults.push(...read.faults.slice(0, mostFaults))
    documents.push(read.document)
  }
  return { documents, faults }
}

/**
 * One document after the other, each parsed when it is asked for. A text of nothing but errors is read four times as fast
 * when none of them looks for its stack.
 */
function* parseDocuments(text: string, lines: LineCounter): Generator<Document.Parsed<ParsedNode>> {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    // Our own search for fields that are there twice says where both are, and takes no quadratic time.
    const composer = new Composer({ logLevel: 'silent', prettyErrors: false, uniqueKeys: false })
    for (const document of composer.compose(new Parser(lines.addNewLine).parse(text))) yield document
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/**
 * Bytes that were no UTF-8 came as U+FFFD; half characters and controls are no text either (YAML 1.2, 5.1). A byte order mark
 * is one at the beginning; further in it would be an invisible part of a name.
 */
const unreadable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd\ufffe\uffff]|(?!^)\ufeff|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

function findUnreadable(text: string) {
  const found = unreadable.exec(text)
  if (!found) return undefined
  const code = found[0] === '\ufffd' ? 'yaml-not-utf8' : 'yaml-character'
  const point = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return { code, params: { character: `U+${point}` }, from: found.index, to: found.index + 1 }
}

export type PlaceAt = (from: number, to: number) => Place

function buildPlacer(lines: LineCounter, text: string): PlaceAt {
  return (from, to) => {
    const begin = lines.linePos(Math.min(from, text.length))
    // Behind the last character, without the line's own end.
    let last = Math.max(to, from)
    while (last > from + 1 && /\s/.test(text[last - 1] ?? '')) last -= 1
    const end = lines.linePos(Math.min(last, text.length))
    return {
      line: Math.max(1, begin.line),
      column: Math.max(1, begin.col),
      endLine: Math.max(1, end.line),
      endColumn: Math.max(1, end.col),
    }
  }
}

function refuse(code: string, params: TextFault['params'], document: number, place: Place): TextFault {
  return { severity: 'error', path: '', code, params, document, ...place }
}

/** Codes of the parser (eemeli.org/yaml, "Errors") for which we have words of our own. */
const ownWords: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'yaml-tab',
  BAD_INDENT: 'yaml-indent',
  BAD_ALIAS: 'yaml-alias-unknown',
  MISSING_CHAR: 'yaml-character-missing',
  MULTILINE_IMPLICIT_KEY: 'yaml-key-lines',
  BLOCK_AS_IMPLICIT_KEY: 'yaml-key-nested',
  TAG_RESOLVE_FAILED: 'yaml-tag',
  UNEXPECTED_TOKEN: 'yaml-unexpected',
}

function describeError({ code, message }: YAMLError, document: number, place: Place): TextFault {
  const reason = message.split('\n', 1)[0]?.slice(0, 300) ?? ''
  return refuse(ownWords[code] ?? 'yaml-syntax', { reason }, document, place)
}
