import { describe, expect, it } from 'vitest'
import { type MergeChoice, mergeTexts, writeMerged } from '#components/istio-config/editor/merge-texts.ts'

const text = (lines: string) => (lines === '' ? '' : `${lines.split(' ').join('\n')}\n`)
const merge = (base: string, mine: string, theirs: string, ...choices: MergeChoice[]) => {
  const blocks = mergeTexts(text(base), text(mine), text(theirs))
  const conflicts = blocks.flatMap(({ kind }, at) => (kind === 'conflict' ? [at] : []))
  const chosen = new Map(conflicts.flatMap((at, place) => (choices[place] ? [[at, choices[place]]] : [])))
  return { conflicts: conflicts.length, text: writeMerged(blocks, chosen).trim().split('\n').join(' ') }
}

describe('three texts', () => {
  it.each([
    ['are one where nobody changed anything', 'a b c', 'a b c', 'a b c', 0, 'a b c'],
    ['have what one changed', 'a b c', 'a B c', 'a b c', 0, 'a B c'],
    ['have what the other changed', 'a b c', 'a b c', 'a b C', 0, 'a b C'],
    ['have what both changed in different lines', 'a b c d e', 'A b c d e', 'a b c d E', 0, 'A b c d E'],
    ['have it in lines next to each other', 'a b', 'A b', 'a B', 0, 'A B'],
    ['have what both changed alike', 'a b c', 'a B c', 'a B c', 0, 'a B c'],
    ['have what one took away and the other left', 'a b c', 'a c', 'a b c', 0, 'a c'],
    ['have lines of both at different places', 'a b', 'x a b', 'a b y', 0, 'x a b y'],
    ['wait for a choice where both changed a line', 'a b c', 'a X c', 'a Y c', 1, 'a Y c'],
    ['wait for a choice where both added at one place', 'a b', 'a x b', 'a y b', 1, 'a y b'],
    ['wait for a choice where one took away what the other changed', 'a b c', 'a c', 'a B c', 1, 'a B c'],
    ['wait for a choice where nothing is common', '', 'x', 'y', 1, 'y'],
    ['keep what one changed beside a conflict', 'a b c d e', 'A b X d e', 'a b Y d E', 1, 'A b Y d E'],
  ])('%s', (_, base, mine, theirs, conflicts, merged) => {
    expect(merge(base, mine, theirs)).toEqual({ conflicts, text: merged })
  })

  it('a choice about one field is none about the fields around it', () => {
    const [base, mine, theirs] = [
      'retries:\n  attempts: 2\ntimeout: 5s\n',
      'retries:\n  attempts: 2\ntimeout: 6s\n',
      'retries:\n  attempts: 4\n  perTryTimeout: 1s\ntimeout: 8s\n',
    ]
    const blocks = mergeTexts(base, mine, theirs)
    const at = blocks.findIndex(({ kind }) => kind === 'conflict')
    expect(blocks[at]).toMatchObject({ mine: ['timeout: 6s'], theirs: ['timeout: 8s'] })
    expect(writeMerged(blocks, new Map([[at, 'mine']]))).toBe(
      'retries:\n  attempts: 4\n  perTryTimeout: 1s\ntimeout: 6s\n',
    )
  })

  it.each([
    [['mine', 'theirs'], 'X b Q'],
    [['theirs', 'mine'], 'Y b P'],
    [['both', 'theirs'], 'Y X b Q'],
  ] as const)('follow each choice: %s', (choices, merged) => {
    expect(merge('a b c', 'X b P', 'Y b Q', ...choices)).toEqual({ conflicts: 2, text: merged })
  })

  it('lose no line of either side, whatever is changed', () => {
    // A small generator of its own, so that every run tries the same.
    let seed = 7
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % below
    }
    for (let round = 0; round < 300; round += 1) {
      const base = Array.from({ length: 1 + next(8) }, (_, at) => `l${at}`)
      const edit = (mark: string) =>
        base.flatMap((line, at) => [[line], [], [`${mark}${at}`], [line, `${mark}+${at}`]][next(4)] ?? [line])
      const [mine, theirs] = [edit('m'), edit('t')]
      const blocks = mergeTexts(text(base.join(' ')), text(mine.join(' ')), text(theirs.join(' ')))
      expect(blocks.flatMap((block) => block.base)).toEqual(base)
      expect(blocks.flatMap((block) => block.mine)).toEqual(mine)
      expect(blocks.flatMap((block) => block.theirs)).toEqual(theirs)
    }
  })
})
