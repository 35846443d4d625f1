import type { Place, ReadDocument } from '#server/workers/text/types.ts'

/** The place of a path, or of the nearest place above it that the text has: what is missing is shown where it should be. */
export function findPlace({ places, line }: Pick<ReadDocument, 'places' | 'line'>, path: string): Place {
  for (let at = path; at !== ''; at = cutLast(at)) {
    const place = places.get(at)
    if (place) return place
  }
  const root = places.get('')
  const first = { line: root?.line ?? line, column: root?.column ?? 1 }
  return { ...first, endLine: first.line, endColumn: first.column + 1 }
}

/** `a.b[0]["c.d"]` without its last step. */
function cutLast(path: string): string {
  return path.replace(/(?:\.[^.[\]]*|\[\d+\]|\["(?:[^"\\]|\\.)*"\]|^[^.[\]]*)$/, '')
}
