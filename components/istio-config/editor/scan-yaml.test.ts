import { describe, expect, it } from 'vitest'
import { findPlace, formatPath, scanYaml } from '#components/istio-config/editor/scan-yaml.ts'

const listPaths = (text: string) => scanYaml(text).map(({ path }) => formatPath(path))

describe('the keys of a text', () => {
  it.each([
    ['nested keys', 'a:\n  b: 1\n  c:\n    d: 2\ne: 3', ['a', 'a.b', 'a.c', 'a.c.d', 'e']],
    ['items deeper than their key', 'a:\n  - b: 1\n    c: 2\n  - b: 3', ['a', 'a[0].b', 'a[0].c', 'a[1].b']],
    [
      'items as far left as their key',
      'a:\n- b: 1\n  c: 2\n- b: 3\nd: 4',
      ['a', 'a[0].b', 'a[0].c', 'a[1].b', 'd'],
    ],
    [
      'lists in items',
      'a:\n- b:\n  - c: 1\n  - c: 2\n- b: 3',
      ['a', 'a[0].b', 'a[0].b[0].c', 'a[0].b[1].c', 'a[1].b'],
    ],
    ['items that are lists', 'a:\n- - b: 1\n  - b: 2', ['a', 'a[0][0].b', 'a[0][1].b']],
    ['a dash alone on its line', 'a:\n  -\n    b: 1\n  -\n    b: 2', ['a', 'a[0].b', 'a[1].b']],
    ['quoted keys and keys with dots', '"a b":\n  istio.io/rev: x', ['a b', 'a b.istio.io/rev']],
    ['no text of a block', 'a: |\n  b: 1\n  c: 2\nd: 3', ['a', 'd']],
    ['no comments and no flow style', '# x: 1\na: {b: 1}\n', ['a']],
    ['each document from its beginning', 'a:\n  b: 1\n---\nc: 2', ['a', 'a.b', 'c']],
    ['what does not parse', 'a:\n  b: [1\n c\n  d: 2', ['a', 'a.b', 'a.d']],
    ['nothing of a prototype', '__proto__:\n  constructor: 1', ['__proto__', '__proto__.constructor']],
  ])('are %s', (_, text, paths) => {
    expect(listPaths(text)).toEqual(paths)
  })

  it('tell where they stand, and their values without comments', () => {
    const [entry] = scanYaml('- name:  x y  # why')
    expect(entry).toMatchObject({ from: 2, to: 6, value: 'x y', valueFrom: 9 })
  })
})

/** `|` marks the cursor. */
const place = (marked: string) => findPlace(marked.replace('|', ''), marked.indexOf('|'))

describe('the place of the cursor', () => {
  it.each([
    ['a new key of the object', 'spec:\n  hosts: x\n  |', 'spec', ['hosts']],
    ['a key that is begun', 'spec:\n  hosts: x\n  ht|', 'spec', ['hosts']],
    ['a key of an item', 'spec:\n  http:\n  - name: x\n    |', 'spec.http[0]', ['name']],
    ['the first key of a new item', 'spec:\n  http:\n  - name: x\n  - |', 'spec.http[1]', []],
    ['a key before others', 'spec:\n  |\n  hosts: x', 'spec', ['hosts']],
    ['a key of the whole object', 'spec:\n  hosts: x\n|', '', ['spec']],
  ])('is %s', (_, text, parent, used) => {
    const found = place(text)
    expect(found?.in === 'key' && { parent: formatPath(found.parent), used: found.used }).toEqual({
      parent,
      used,
    })
  })

  it('is a value behind the colon', () => {
    const found = place('spec:\n  mtls:\n    mode: STR|')
    expect(found?.in === 'value' && formatPath(found.path)).toBe('spec.mtls.mode')
  })

  it('is nowhere in a comment', () => {
    expect(place('# mo|')).toBeUndefined()
  })
})
