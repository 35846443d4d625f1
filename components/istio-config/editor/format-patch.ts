import { diffLines, splitLines } from '#components/istio-config/editor/diff-lines.ts'

const context = 3

/**
 * What changes, as a patch that `git apply` and `patch -p1` take (GNU diffutils, "Detailed Description of Unified Format");
 * '' where nothing does.
 *
 * @param file the path of the file in the repository
 */
export function formatPatch(before: string, after: string, file: string): string {
  const [a, b] = [splitLines(before), splitLines(after)]
  const hunks: { fromA: number; toA: number; fromB: number; toB: number; lines: string[] }[] = []
  for (const change of diffLines(a, b)) {
    const last = hunks.at(-1)
    const added = [
      ...a.slice(change.fromA, change.toA).map((line) => `-${line}`),
      ...b.slice(change.fromB, change.toB).map((line) => `+${line}`),
    ]
    if (last && change.fromA - last.toA <= 2 * context) {
      last.lines.push(...a.slice(last.toA, change.fromA).map((line) => ` ${line}`), ...added)
      last.toA = change.toA
      last.toB = change.toB
      continue
    }
    const lead = Math.min(context, change.fromA)
    const { fromA, toA, fromB, toB } = change
    const before = a.slice(fromA - lead, fromA).map((line) => ` ${line}`)
    hunks.push({ fromA: fromA - lead, toA, fromB: fromB - lead, toB, lines: [...before, ...added] })
  }
  if (hunks.length === 0) return ''
  const bodies = hunks.map(({ fromA, toA, fromB, toB, lines }) => {
    const tail = a.slice(toA, toA + context).map((line) => ` ${line}`)
    const head = `@@ -${place(fromA, toA + tail.length)} +${place(fromB, toB + tail.length)} @@`
    return [head, ...lines, ...tail].join('\n')
  })
  const names = [a.length === 0 ? '--- /dev/null' : `--- a/${file}`, `+++ b/${file}`]
  return `${[...names, ...bodies].join('\n')}\n`
}

/** Lines are counted from 1; of none the one before. */
function place(from: number, to: number): string {
  return `${to > from ? from + 1 : from},${to - from}`
}
