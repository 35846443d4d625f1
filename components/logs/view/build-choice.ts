import { type Entry, type LineChoice, readParsed } from '#components/logs/feed/line-store.ts'
import { isFault, type PatternFault, parsePattern } from '#components/logs/feed/match-lines.ts'
import type { LogsState } from '#components/logs/url.ts'

/** The boxes of patterns, by their key of the state. */
export type PatternBox = 'find' | 'show' | 'hide'

export interface Chosen {
  readonly choice: LineChoice
  /** Boxes that hold no pattern that can be used; they choose nothing. */
  readonly faults: Partial<Record<PatternBox, PatternFault>>
  /** What is marked in the lines: what is looked for, else what lines were chosen by. */
  readonly marks: (text: string) => readonly (readonly [number, number])[]
}

type Asked = Pick<LogsState, PatternBox | 'levels' | 'off' | 'context'>

/** Which lines the state wants to see. A line that does not say its level counts as `info`. */
export function buildChoice({ find, show, hide, levels, off, context }: Asked): Chosen {
  const faults: Partial<Record<PatternBox, PatternFault>> = {}
  const read = (box: PatternBox, written: string) => {
    const pattern = parsePattern(written)
    if (isFault(pattern)) faults[box] = pattern
    return isFault(pattern) ? undefined : pattern
  }
  const [found, only, without] = [read('find', find), read('show', show), read('hide', hide)]
  const offSources = new Set(off)
  const mayShow = (entry: Entry) =>
    !offSources.has(entry.source) &&
    !(without?.test(entry.line.text) ?? false) &&
    (levels.length === 0 || levels.includes(readParsed(entry).level ?? 'info'))
  return {
    choice: {
      fits: only ? (entry) => mayShow(entry) && only.test(entry.line.text) : mayShow,
      around: only && context > 0 ? { lines: context, mayShow } : undefined,
      isFound: found && ((entry) => found.test(entry.line.text)),
    },
    faults,
    marks: found?.find ?? only?.find ?? (() => []),
  }
}
