import type { Change } from '#contract/graph-comparison.ts'

/** What became of a node or edge, on a 16 × 16 field: each change a sign of its own, so that no colour is needed. */
export const changeGlyphs: Readonly<Record<Exclude<Change, 'same'>, string>> = {
  failing: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  vanished: 'M3.5 8h9',
  slower: 'M8 3.5V8l3 2M8 2a6 6 0 1 0 .01 0',
  appeared: 'M8 3.5v9M3.5 8h9',
  less: 'M8 3v10M4 9l4 4 4-4',
  more: 'M8 13V3M4 7l4-4 4 4',
  recovered: 'M3.5 8.5l3 3 6-7',
  faster: 'M3.5 4l4 4-4 4M8.5 4l4 4-4 4',
}

const disc = 'M8 1.5a6.5 6.5 0 1 0 .01 0'

/** The corner glyph of a mark in a comparison; none for what stayed the same. */
export function findChangeGlyph(
  change: Change,
): { readonly ground: string; readonly sign: string } | undefined {
  return change === 'same' ? undefined : { ground: disc, sign: changeGlyphs[change] }
}
