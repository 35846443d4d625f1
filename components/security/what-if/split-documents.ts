/** The text of each document by the line at which it begins, without what separates it from the others. */
export function splitDocuments(
  text: string,
  documents: readonly { readonly line: number }[],
): readonly string[] {
  const lines = text.split('\n')
  return documents.map(({ line }, index) => {
    const own = lines.slice(line - 1, (documents[index + 1]?.line ?? lines.length + 1) - 1)
    const end = own.findLastIndex((each) => !/^(---.*|\.\.\.|\s*)$/.test(each))
    const start = own.findIndex((each) => !/^(---|\s*)$/.test(each))
    return `${own.slice(Math.max(start, 0), end + 1).join('\n')}\n`
  })
}
