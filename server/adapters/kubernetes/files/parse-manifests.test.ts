import { describe, expect, it } from 'vitest'
import { parseManifests } from '#server/adapters/kubernetes/files/parse-manifests.ts'

const named = (text: string) => parseManifests(text).map(({ kind, metadata }) => `${kind} ${metadata?.name}`)

describe('manifests', () => {
  it.each([
    [
      'several documents',
      'apiVersion: v1\nkind: A\nmetadata: {name: a}\n---\n---\napiVersion: v1\nkind: B\nmetadata: {name: b}\n',
      ['A a', 'B b'],
    ],
    ['JSON', '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"}}', ['A a']],
    ['a flow mapping', '{apiVersion: v1, kind: A, metadata: {name: a}}', ['A a']],
    [
      'a list as kubectl prints it',
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: A\n  metadata: {name: a}\n',
      ['A a'],
    ],
    [
      'a list of the API, whose items have no kind',
      'apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n',
      ['Pod a'],
    ],
    [
      'what has no name or kind',
      'apiVersion: v1\nkind: A\n---\nmetadata: {name: a}\n---\n- 1\n---\nwords\n',
      [],
    ],
    ['nothing', '', []],
  ])('are read of %s', (_name, text, expected) => {
    expect(named(text)).toEqual(expected)
  })

  it('keep of labels the texts', () => {
    const [object] = parseManifests(
      'apiVersion: v1\nkind: A\nmetadata: {name: a, labels: {a: "1", b: 1, c: [x]}}',
    )
    expect(object?.metadata?.labels).toEqual({ a: '1' })
  })

  it('may use an anchor, and not a bomb of them', () => {
    const honest = 'apiVersion: v1\nkind: A\nmetadata: {name: a, labels: &l {x: "1"}}\nspec: {again: *l}\n'
    expect(parseManifests(honest)[0]?.['spec']).toEqual({ again: { x: '1' } })
    const levels = Array.from(
      { length: 12 },
      (_, at) => `k${at}: &k${at} [${`*k${at - 1},`.repeat(at ? 9 : 0)}x]`,
    )
    expect(() => parseManifests(levels.join('\n'))).toThrow(/alias/i)
  })

  it.each(['a: [', 'a: "', '{{ if .Values.x }}\na: 1', '\ta: 1'])('that are none (%j) are told', (text) => {
    expect(() => parseManifests(text)).toThrow(/\S/)
  })
})
