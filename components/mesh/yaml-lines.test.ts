import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { formatYaml } from '#components/mesh/yaml-lines.ts'

describe('an object written as YAML', () => {
  it.each([
    [
      'an object of Kubernetes',
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: { 'app.kubernetes.io/name': 'x' } } },
    ],
    ['lists in lists', { a: [[1, 2], [{ b: [3] }], [], {}] }],
    ['a list of objects', { ports: [{ port: 80, name: 'http' }, { port: 443 }] }],
    ['empty things', { a: {}, b: [], c: '', d: null, e: false, f: 0, g: -1.5, h: 1e21 }],
    [
      'words that mean something else',
      [
        'true',
        'No',
        'null',
        '~',
        'on',
        'y',
        '1',
        '1.0',
        '0x1f',
        '1e3',
        '.inf',
        '2024-01-01',
        '12:30:45',
        '<<',
        '=',
        '-',
        '?',
      ],
    ],
    [
      'texts that look like syntax',
      [
        'a: b',
        'a #b',
        '# a',
        '- a',
        '[a',
        '{a',
        '*a',
        '&a',
        '!a',
        '|',
        '>',
        '@a',
        '`a',
        '%a',
        ' a',
        'a ',
        "it's",
        '"q"',
        'a,b',
        'a:',
        ': a',
        'back\\slash',
      ],
    ],
    ['keys that look like syntax', { 'a: b': 1, '- a': 2, '': 3, '1': 4, true: 5, 'a #b': 6 }],
    [
      'several lines',
      {
        a: 'one\ntwo\n',
        b: 'one\n\n  two',
        c: 'one\n',
        d: '\none',
        e: 'one \ntwo',
        f: 'a\n\n',
        g: ' a\nb',
        h: 'tab\t\nx',
        i: ['x\ny'],
      },
    ],
    ['a text in a list of lists', [['x\ny\n', { k: 'x\ny' }]]],
    ['quantities', { cpu: '100m', memory: '128Mi', timeout: '5s', share: '25%', ip: '10.0.0.1' }],
    [
      'control characters and emoji',
      ['a\u0000b', '\u001b[31mred', 'a\u202eb', '\u2028', '\ufeffx', '😀', 'ä', '\r\n', '\ud800'],
    ],
  ])('%s is read back as it was', (_, value) => expect(parse(formatYaml(value))).toEqual(value))

  it('shows marks that turn the writing around as escapes', () => {
    expect(formatYaml({ name: 'a\u202egnp.exe', lines: 'a\u202e\nb' })).not.toContain('\u202e')
  })

  it.each([
    [{ a: { b: [{ c: 1, d: 'x' }] } }, 'a:\n  b:\n    - c: 1\n      d: x\n'],
    [{ a: 'one\ntwo\n' }, 'a: |\n  one\n  two\n'],
    ['alone', 'alone\n'],
  ])('is indented by two: %j', (value, text) => expect(formatYaml(value)).toBe(text))
})
