import type { Change } from '@codemirror/merge'
import { diffLines, splitLines } from '#components/istio-config/editor/diff-lines.ts'

type Side = 'mine' | 'theirs'

/** A stretch of a text that two people began with. */
export interface MergeBlock {
  /** `same`: as it was, or changed alike by both. `conflict`: changed by both, otherwise. */
  readonly kind: 'same' | Side | 'conflict'
  readonly base: readonly string[]
  readonly mine: readonly string[]
  readonly theirs: readonly string[]
}

/** `both`: theirs, then mine. */
export type MergeChoice = Side | 'both'

interface Hunk {
  readonly side: Side
  readonly from: number
  readonly to: number
  readonly sideFrom: number
  readonly sideTo: number
}

/**
 * Three texts by their lines: what both left, what one of them changed, and what both changed otherwise. Changes that touch
 * where neither order is certain are a conflict.
 */
export function mergeTexts(base: string, mine: string, theirs: string): readonly MergeBlock[] {
  const texts = { base: splitLines(base), mine: splitLines(mine), theirs: splitLines(theirs) }
  const hunks = (['mine', 'theirs'] as const)
    .flatMap((side) =>
      diffLines(texts.base, texts[side])
        .flatMap((change) => cutByKeys(change, texts.base, texts[side]))
        .map((hunk): Hunk => ({ side, ...hunk })),
    )
    .toSorted((a, b) => a.from - b.from || a.to - b.to)
  const blocks: MergeBlock[] = []
  let at = 0
  for (const group of groupTouching(hunks)) {
    const from = Math.min(...group.map((hunk) => hunk.from))
    const to = Math.max(...group.map((hunk) => hunk.to))
    if (from > at) blocks.push(buildSame(texts.base.slice(at, from)))
    blocks.push(buildBlock(group, { from, to }, texts))
    at = to
  }
  if (at < texts.base.length) blocks.push(buildSame(texts.base.slice(at)))
  return blocks
}

type Places = Omit<Hunk, 'side'>

/**
 * A stretch of lines as the changes of its single fields: lines with the same key belong together, so that a choice about
 * one field is none about the field under it.
 */
function cutByKeys(
  { fromA, toA, fromB, toB }: Pick<Change, 'fromA' | 'toA' | 'fromB' | 'toB'>,
  base: readonly string[],
  side: readonly string[],
): readonly Places[] {
  const places: Places[] = []
  let [at, sideAt] = [fromA, fromB]
  const pairUpTo = (end: number) => {
    for (; at < end; at += 1, sideAt += 1)
      if (base[at] !== side[sideAt])
        places.push({ from: at, to: at + 1, sideFrom: sideAt, sideTo: sideAt + 1 })
  }
  const [keys, sideKeys] = [base.slice(fromA, toA).map(keyOf), side.slice(fromB, toB).map(keyOf)]
  for (const part of diffLines(keys, sideKeys)) {
    pairUpTo(fromA + part.fromA)
    at = fromA + part.toA
    sideAt = fromB + part.toB
    places.push({ from: fromA + part.fromA, to: at, sideFrom: fromB + part.fromB, sideTo: sideAt })
  }
  pairUpTo(toA)
  return places
}

/** Of `  timeout: 5s` what stands before the value, with its indentation. */
const keyOf = (line: string) => line.replace(/:\s.*$/, ':')

function groupTouching(hunks: readonly Hunk[]): readonly (readonly Hunk[])[] {
  const groups: Hunk[][] = []
  let end = 0
  for (const hunk of hunks) {
    const group = groups.at(-1)
    const first = group?.[0]
    const isInsertion = hunk.from === hunk.to
    const touches =
      first && (hunk.from < end || hunk.from === first.from || (isInsertion && hunk.from === end))
    if (group && touches) group.push(hunk)
    else groups.push([hunk])
    end = touches ? Math.max(end, hunk.to) : hunk.to
  }
  return groups
}

function buildSame(lines: readonly string[]): MergeBlock {
  return { kind: 'same', base: lines, mine: lines, theirs: lines }
}

function buildBlock(
  group: readonly Hunk[],
  { from, to }: { readonly from: number; readonly to: number },
  texts: Readonly<Record<'base' | Side, readonly string[]>>,
): MergeBlock {
  const cut = (side: Side) => {
    const own = group.filter((hunk) => hunk.side === side)
    const [first, last] = [own[0], own.at(-1)]
    if (!first || !last) return texts.base.slice(from, to)
    return texts[side].slice(first.sideFrom - (first.from - from), last.sideTo + (to - last.to))
  }
  const [base, mine, theirs] = [texts.base.slice(from, to), cut('mine'), cut('theirs')]
  const sides = new Set(group.map(({ side }) => side))
  if (isSame(mine, theirs)) return { kind: 'same', base, mine, theirs }
  const [only] = sides.size === 1 ? sides : []
  return { kind: only ?? 'conflict', base, mine, theirs }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, at) => line === b[at])
}

/** The text of the blocks, with what was chosen for each conflict by its place; undecided ones are as they are stored. */
export function writeMerged(
  blocks: readonly MergeBlock[],
  choices: ReadonlyMap<number, MergeChoice>,
): string {
  const lines = blocks.flatMap((block, at) => {
    if (block.kind === 'same' || block.kind === 'mine') return block.mine
    if (block.kind === 'theirs') return block.theirs
    const choice = choices.get(at) ?? 'theirs'
    return choice === 'both' ? [...block.theirs, ...block.mine] : block[choice]
  })
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}
