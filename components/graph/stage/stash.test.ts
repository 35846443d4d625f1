import { describe, expect, it } from 'vitest'
import { createStash } from '#components/graph/stage/stash.ts'

const at = { x: 1, y: 2 }
const viewport = { zoom: 1, pan: { x: 0, y: 0 } }
const left = (...ids: string[]) => ({ positions: new Map(ids.map((id) => [id, at])), viewport })
const nodes = (...ids: string[]) => ids.map((id) => ({ id }))

describe('arrangements that were left', () => {
  it('are found as they were, unless too much is new since', () => {
    const stash = createStash()
    stash.keep('whole', left('a', 'b', 'c'))
    expect(stash.find('whole', nodes('a', 'b', 'new'), 1)?.positions.get('a')).toEqual(at)
    expect(stash.find('whole', nodes('a', 'new', 'newer'), 1)).toBeUndefined()
    expect(stash.find('other', nodes('a'), 1)).toBeUndefined()
    expect(stash.find('whole', [], 1)).toBeUndefined()
  })

  it('are few: the oldest is forgotten, what is left again is not', () => {
    const stash = createStash()
    for (let index = 0; index < 12; index++) stash.keep(`key ${index}`, left('a'))
    stash.keep('key 0', left('a'))
    stash.keep('one more', left('a'))
    expect(stash.find('key 0', nodes('a'), 0)).toBeDefined()
    expect(stash.find('key 1', nodes('a'), 0)).toBeUndefined()
  })
})
