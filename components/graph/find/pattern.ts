import { parsePattern, type Step } from '#components/graph/find/parse-pattern.ts'

/** Longer texts are cut: no name, host or principal of a mesh is so long, and time grows with length. */
const longestText = 512

/**
 * A test by regular expression whose time is bounded by steps × letters whatever the pattern is (Thompson's simulation of
 * all ways at once), so that no pattern hangs the page. Case is ignored; `^` and `$` anchor, otherwise any part may fit.
 * Throws PatternFault.
 */
export function buildPattern(source: string): (text: string) => boolean {
  const steps = parsePattern(source)
  const known = new Map<string, boolean>()
  return (text) => {
    let holds = known.get(text)
    if (holds === undefined) {
      holds = runSteps(steps, text.slice(0, longestText).toLowerCase())
      if (known.size > 5_000) known.clear()
      known.set(text, holds)
    }
    return holds
  }
}

function runSteps(steps: readonly Step[], text: string): boolean {
  let ways = new Set<number>()
  for (let at = 0; at <= text.length; at++) {
    // A match may begin at each letter.
    if (follow(steps, 0, at, text.length, ways)) return true
    const letter = text[at]
    if (letter === undefined) return false
    const next = new Set<number>()
    for (const way of ways) {
      const step = steps[way]
      if (step?.kind === 'letter' && step.holds(letter) && follow(steps, way + 1, at + 1, text.length, next))
        return true
    }
    ways = next
  }
  return false
}

/** Adds all steps that can be reached from `from` without a letter; true when the end of the pattern is among them. */
function follow(
  steps: readonly Step[],
  from: number,
  at: number,
  length: number,
  ways: Set<number>,
): boolean {
  const open = [from]
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (ways.has(index)) continue
    ways.add(index)
    const step = steps[index]
    if (!step) return true
    if (step.kind === 'fork') open.push(...step.to)
    if (step.kind === 'start' && at === 0) open.push(index + 1)
    if (step.kind === 'end' && at === length) open.push(index + 1)
  }
  return false
}
