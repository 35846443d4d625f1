import { compareTimes, mergeTail } from '#components/logs/feed/merge-lines.ts'
import { parseLine } from '#components/logs/parse/parse-line.ts'
import type { ParsedLine } from '#components/logs/parse/types.ts'
import type { LogLine } from '#contract/logs.ts'

export interface Entry {
  readonly id: number
  readonly line: LogLine
  /** `pod/container`. */
  readonly source: string
  parsed: ParsedLine | undefined
}

/** Which lines are shown, and which of them were looked for. */
export interface LineChoice {
  readonly fits: (entry: Entry) => boolean
  /** Lines that are shown only when near to one that fits; absent: each one that fits is all there is. */
  readonly around?: { readonly lines: number; readonly mayShow: (entry: Entry) => boolean } | undefined
  readonly isFound: ((entry: Entry) => boolean) | undefined
}

export interface LineStore {
  /** Takes lines in; they are shown by `work`. */
  add(lines: readonly LogLine[]): void
  choose(choice: LineChoice): void
  /** Sorts lines into what is shown until the deadline (`performance.now`); whether anything changed and is left. */
  work(deadlineMs: number): { readonly changed: boolean; readonly left: boolean }
  clear(): void
  read(): LineView
}

export interface LineView {
  readonly shown: readonly Entry[]
  /** Indexes into `shown`. */
  readonly found: readonly number[]
  /** Lines held, shown or not. */
  readonly held: number
  /** Older lines that were let go to make room. */
  readonly letGo: number
}

const everything: LineChoice = { fits: () => true, isFound: undefined }

/**
 * The newest lines of a tail in the order of their times, and those of them that a person wants to see. What arrives is
 * sorted in by pieces, so that a flood of lines never holds the page. Beyond `maxLines` or `maxChars` the oldest go.
 */
export function createLineStore({ maxLines, maxChars }: { maxLines: number; maxChars: number }): LineStore {
  let held: Entry[] = []
  let chars = 0
  let letGo = 0
  let nextId = 1
  let choice = everything
  /** How much of `held` has been sorted into `shown`. */
  let cursor = 0
  let shown: Entry[] = []
  let found: number[] = []
  /** Lines before the cursor that may yet be shown before one that fits, newest last. */
  let before: Entry[] = []
  let after = 0
  let changed = false

  const restart = () => {
    cursor = 0
    shown = []
    found = []
    before = []
    after = 0
    changed = true
  }
  const show = (entry: Entry, isFound: boolean) => {
    if (isFound) found.push(shown.length)
    shown.push(entry)
    changed = true
  }
  const sortIn = (entry: Entry) => {
    const { fits, around, isFound } = choice
    if (fits(entry)) {
      for (const near of before) show(near, false)
      before = []
      after = around?.lines ?? 0
      show(entry, isFound?.(entry) ?? false)
    } else if (around?.mayShow(entry)) {
      if (after > 0) {
        after -= 1
        show(entry, false)
      } else {
        before.push(entry)
        if (before.length > around.lines) before.shift()
      }
    }
  }
  const dropOldest = () => {
    let drop = 0
    while (drop < held.length && (held.length - drop > maxLines * keptShare || chars > maxChars * keptShare))
      chars -= held[drop++]?.line.text.length ?? 0
    const gone = new Set(held.slice(0, drop))
    held = held.slice(drop)
    letGo += drop
    cursor = Math.max(0, cursor - drop)
    let cut = 0
    while (cut < shown.length && gone.has(at(shown, cut))) cut += 1
    shown = shown.slice(cut)
    found = found.filter((index) => index >= cut).map((index) => index - cut)
    before = before.filter((entry) => !gone.has(entry))
    changed = true
  }

  return {
    add: (lines) => {
      const entries = lines.map((line) => {
        chars += line.text.length
        return { id: nextId++, line, source: `${line.pod}/${line.container}`, parsed: undefined }
      })
      const from = mergeTail(held, entries)
      // A late line that lands among those already shown is shown in its place: what stands behind it is sorted in anew.
      if (from < cursor) {
        const first = at(entries, 0)
        while (shown.length > 0 && compareTimes(at(shown, shown.length - 1), first) > 0) shown.pop()
        while ((found.at(-1) ?? -1) >= shown.length) found.pop()
        before = []
        cursor = from
      }
      if (held.length > maxLines || chars > maxChars) dropOldest()
      changed = true
    },
    choose: (next) => {
      choice = next
      restart()
    },
    work: (deadlineMs) => {
      while (cursor < held.length) {
        sortIn(at(held, cursor))
        cursor += 1
        if (cursor % checkEvery === 0 && performance.now() > deadlineMs) break
      }
      const did = changed
      changed = false
      // New arrays, so that who shows them sees the change.
      if (did) [shown, found] = [shown.slice(), found.slice()]
      return { changed: did, left: cursor < held.length }
    },
    clear: () => {
      held = []
      chars = 0
      letGo = 0
      restart()
    },
    read: () => ({ shown, found, held: held.length, letGo }),
  }
}

/** When full, a tenth goes at once: dropping line by line would move the whole list for each. */
const keptShare = 0.9
const checkEvery = 64

function at(entries: readonly Entry[], index: number): Entry {
  const entry = entries[index]
  if (!entry) throw new RangeError(`no line ${index} of ${entries.length}`)
  return entry
}

/** What a line says; worked out once, when somebody looks. */
export function readParsed(entry: Entry): ParsedLine {
  entry.parsed ??= parseLine(entry.line.text)
  return entry.parsed
}
