/** More than the largest object that etcd takes (1.5 MB) has, and what the parser reads within a second. */
const mostPieces = 50_000
/** Empty ones among them, which are left out later. */
const mostSeparators = 1_000

/**
 * The first place where a text has more than it may, found without parsing it: lines, items and brackets of one document,
 * or documents. Each piece costs the parser more than this takes for a thousand.
 */
export function findSizeFault(text: string) {
  // Of a short text no piece can be one too many.
  if (text.length <= mostSeparators) return undefined
  let pieces = 0
  let separators = 0
  for (const { 0: piece, index } of text.matchAll(/\n---|[\n,[{&*!]/g)) {
    pieces += 1
    if (piece.length > 1) {
      separators += 1
      pieces = 0
    }
    if (pieces > mostPieces) return describe('yaml-too-large', mostPieces, index)
    if (separators > mostSeparators) return describe('yaml-too-many-documents', mostSeparators, index + 1)
  }
  return undefined
}

const describe = (code: string, limit: number, at: number) => ({
  ...{ code, params: { limit } },
  from: at,
  to: at + 1,
})
