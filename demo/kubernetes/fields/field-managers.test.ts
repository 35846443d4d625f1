import { describe, expect, test } from 'vitest'
import { findResourceOfKind, type Resource } from '#demo/kubernetes/catalogue.ts'
import {
  applyConfig,
  formatBook,
  type Manager,
  type ManagerBook,
  parseBook,
  recordUpdate,
} from '#demo/kubernetes/fields/field-managers.ts'
import { emptySet, formatPath, listPaths } from '#demo/kubernetes/fields/field-set.ts'
import { findObjectType } from '#demo/kubernetes/schemas/object-schema.ts'

function requireResource(apiVersion: string, kind: string): Resource {
  const found = findResourceOfKind(apiVersion, kind)
  if (!found) throw new Error(`no ${kind}`)
  return found
}

const type = findObjectType(requireResource('apps/v1', 'Deployment'))
const manager = (name: string, operation: Manager['operation'] = 'Apply'): Manager => ({
  name,
  operation,
  apiVersion: 'apps/v1',
  subresource: '',
})
const none: ManagerBook = new Map()
const apply = (live: unknown, config: unknown, book: ManagerBook, name: string, force = false) =>
  applyConfig(live, config, book, { manager: manager(name), type, reset: emptySet, time: 't', force })
const pod = (...containers: object[]) => ({ spec: { template: { spec: { containers } } } })
const pathsOf = (book: ManagerBook, name: string) =>
  [...book.values()]
    .filter((entry) => entry.name === name)
    .flatMap(({ fields }) => listPaths(fields).map(formatPath))

describe('who applies', () => {
  const first = apply({}, pod({ name: 'a', image: '1' }), none, 'one')

  test('owns what it says, items of lists by their keys', () => {
    const item = '.spec.template.spec.containers[name="a"]'
    expect(pathsOf(first.book, 'one')).toEqual([item, `${item}.image`, `${item}.name`])
  })

  test('may say the same as another, and both own it', () => {
    const second = apply(first.object, pod({ name: 'a', image: '1' }), first.book, 'two')
    expect(second.conflicts).toEqual([])
    expect(pathsOf(second.book, 'two')).toEqual(pathsOf(second.book, 'one'))
  })

  test('may not change what another owns, but by force, which takes it', () => {
    const config = pod({ name: 'a', image: '2' })
    const refused = apply(first.object, config, first.book, 'two')
    expect(refused.conflicts.flatMap(({ fields }) => listPaths(fields).map(formatPath))).toEqual([
      '.spec.template.spec.containers[name="a"].image',
    ])
    const forced = apply(first.object, config, first.book, 'two', true)
    expect(forced.object).toEqual(config)
    expect(pathsOf(forced.book, 'one')).not.toContain('.spec.template.spec.containers[name="a"].image')
  })

  test('adds an item beside those of others, and takes away its own alone', () => {
    const added = apply(first.object, pod({ name: 'b', image: '1' }), first.book, 'two')
    expect(added.object).toEqual(pod({ name: 'a', image: '1' }, { name: 'b', image: '1' }))
    const left = apply(added.object, {}, added.book, 'two')
    expect(left.object).toEqual(pod({ name: 'a', image: '1' }))
    expect(pathsOf(left.book, 'two')).toEqual([])
  })

  test('keeps its time when it changes nothing', () => {
    const facts = { manager: manager('one'), type, reset: emptySet, force: false }
    const again = applyConfig(first.object, pod({ name: 'a', image: '1' }), first.book, {
      ...facts,
      time: 'later',
    })
    expect(formatBook(again.book)).toEqual(formatBook(first.book))
  })
})

describe('who updates', () => {
  const facts = { manager: manager('updater', 'Update'), type, reset: emptySet, time: 't' }

  test('owns what it changed, and nobody owns what it removed', () => {
    const live = { spec: { replicas: 1, paused: true } }
    const { object, book } = apply({}, live, none, 'one')
    const next = recordUpdate(object, { spec: { replicas: 2 } }, book, facts)
    expect([pathsOf(next, 'one'), pathsOf(next, 'updater')]).toEqual([[], ['.spec.replicas']])
  })

  test('is one of ten, the eldest told as ancient changes', () => {
    let book = none
    let live: Record<string, unknown> = {}
    for (let at = 0; at < 14; at += 1) {
      const annotations = { ...live, [`a${at}`]: 'x' }
      const own = { ...facts, manager: manager(`u${at}`, 'Update'), time: `t${10 + at}` }
      book = recordUpdate({ metadata: { annotations: live } }, { metadata: { annotations } }, book, own)
      live = annotations
    }
    expect(book.size).toBe(10)
    expect(pathsOf(book, 'ancient-changes')).toHaveLength(5)
  })
})

test('a book that is written is read as the same', () => {
  const { book } = apply({}, pod({ name: 'a', image: '1', ports: [{ containerPort: 80 }] }), none, 'one')
  const written = formatBook(book)
  expect(formatBook(parseBook(written) ?? none)).toEqual(written)
  expect(JSON.stringify(written)).toContain('k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}')
})
