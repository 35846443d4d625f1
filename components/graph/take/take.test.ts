import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { buildEdge, buildGraph, buildMesh, buildNode } from '#components/graph/graph.test-support.ts'
import { buildCaptions } from '#components/graph/picture/build-captions.ts'
import { buildPicture } from '#components/graph/picture/build-picture.ts'
import { formatFileName } from '#components/graph/take/file-name.ts'
import { digestText } from '#components/graph/take/sha256.ts'
import { formatCanonical, formatSnapshot, parseSnapshot } from '#components/graph/take/snapshot.ts'
import { writeEdges, writeNodes } from '#components/graph/take/write-csv.ts'
import { quote, writeDot } from '#components/graph/take/write-dot.ts'
import { type Drawn, writeSvg } from '#components/graph/take/write-svg.ts'
import { formatCsv } from '#components/ui/format-csv.ts'
import type { GraphSnapshot } from '#contract/graph-snapshot.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

const odd = [
  '"quoted"',
  "it's",
  'a,b;c',
  'back\\slash\\N',
  'two\r\nlines',
  '<script>alert(1)</script>&amp;',
  ']]>-->{}[]',
  '=HYPERLINK("http://x")',
  '+1',
  '-1',
  '@sum',
  '\ttab',
  'nul\u0000\u0007bell',
  'lone\ud800surrogate',
  'ünïcödé 🚀 שלום',
  ' spaces ',
  'n'.repeat(253),
]

const strange = buildGraph(
  odd.map((name, at) => buildNode(`ns-${at % 3}/w`, { id: `id ${at} ${name}`, name })),
  odd.map((name, at) =>
    buildEdge(`id ${at} ${name}`, `id 0 ${odd[0]}`, {
      id: name,
      requestsPerSecond: at === 0 ? Number.NaN : at === 1 ? Number.POSITIVE_INFINITY : at,
    }),
  ),
)

/** A reader of RFC 4180, apart from the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (quoted && char === '"' && text[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (char === '"') quoted = !quoted
    else if (!quoted && char === ',') {
      rows.at(-1)?.push(cell)
      cell = ''
    } else if (!quoted && char === '\r' && text[at + 1] === '\n') {
      rows.at(-1)?.push(cell)
      cell = ''
      rows.push([])
      at += 1
    } else cell += char
  }
  return rows.slice(0, -1)
}

describe('CSV', () => {
  it('gives back every name, whatever it is made of', () => {
    const [head = [], ...rows] = readCsv(writeNodes(strange))
    const at = head.indexOf('name')
    expect(rows.map((row) => row[at]?.replace(/^'/, ''))).toEqual(odd.map((name) => name.replace(/^'/, '')))
    for (const row of rows) expect(row).toHaveLength(head.length)
  })

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', '\nx', '＝1'])(
    'lets no text begin a formula: %j',
    (text) => {
      expect(readCsv(formatCsv([[text]]))).toEqual([[`'${text}`]])
    },
  )

  it.each(['v1', '4-legs', 'a=b', 'x', '/path', ':8080'])('leaves other text as it is: %s', (text) => {
    expect(formatCsv([[text]])).toBe(`${text}\r\n`)
  })

  it('leaves numbers numbers, also below zero, and what is no number empty', () => {
    expect(formatCsv([[-1.5, Number.NaN, Number.POSITIVE_INFINITY, undefined, true]])).toBe(
      '-1.5,,,,true\r\n',
    )
  })

  it('has a row for each of ten thousand edges', () => {
    const mesh = buildMesh(1, 10_000)
    expect(readCsv(writeEdges(mesh))).toHaveLength(mesh.edges.length + 1)
  })
})

describe('DOT', () => {
  /** The tokens of the language, apart from the writer: ids, quoted strings, signs. */
  const tokens = (text: string) =>
    text.match(/"(?:[^"\\]|\\[\s\S])*"|[A-Za-z_][\w]*|->|[{}[\]=,]|[\d.]+/g) ?? []

  it('is made of whole tokens alone, whatever the names are', () => {
    const text = writeDot(strange)
    const left = text.replaceAll(/"(?:[^"\\]|\\[\s\S])*"|[A-Za-z_][\w]*|->|[{}[\]=,]|[\d.]+|\s+/g, '')
    expect(left).toBe('')
    const depth = tokens(text).reduce((sum, token) => sum + (token === '{' ? 1 : token === '}' ? -1 : 0), 0)
    expect(depth).toBe(0)
    expect(tokens(text).filter((token) => token === '->')).toHaveLength(strange.edges.length)
  })

  it.each([
    ['a"b', '"a\\"b"'],
    ['a\\', '"a\\\\"'],
    ['a\\"b', '"a\\\\\\"b"'],
    ['\\N', '"\\\\N"'],
    ['a\r\nb', '"a\\nb"'],
    ['a\u0000b', '"a\ufffdb"'],
  ])('quotes %j', (text, quoted) => expect(quote(text)).toBe(quoted))
})

function draw(graph: TrafficGraph): Drawn {
  const picture = buildPicture(graph, {
    mode: 'never',
    open: new Set(),
    boxes: new Set(['namespace']),
    edgeMode: 'all',
  })
  const captions = buildCaptions(
    picture,
    { labels: 'none', security: false },
    {
      state: (status) => status,
      stateInside: (status, count) => `${count} ${status}`,
      errors: (percent) => percent,
      inside: String,
      more: String,
      unknown: 'unknown',
    },
  )
  const health = {
    failing: '#f00',
    degraded: '#fa0',
    notReady: '#0aa',
    unknown: '#80f',
    idle: '#888',
    healthy: '#0a0',
  }
  const grey = { page: '#fff', surface: '#fff', raised: '#fff', border: '#ccc', borderStrong: '#999' }
  return {
    scene: { picture, captions },
    positions: new Map(
      picture.nodes.map(({ id }, at) => [id, { x: at === 0 ? Number.NaN : at * 50, y: at * 10 }]),
    ),
    frames: new Map(picture.boxes.map(({ id }) => [id, { left: 0, top: 0, right: 100, bottom: 100 }])),
    tokens: {
      ...grey,
      text: '#000',
      muted: '#555',
      accent: '#00f',
      health,
      healthSoft: health,
      font: 'sans-serif',
    },
  }
}

describe('SVG', () => {
  it('is well-formed XML without a character that XML cannot hold, and has no script of a name', () => {
    const { text } = writeSvg(draw(strange), 'title <&>')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u)
    expect(text).not.toMatch(/NaN|Infinity|<script/)
    const open: string[] = []
    const left = text.replaceAll(
      /<(\/?)([a-z]+)((?: [a-zA-Z-]+(?::[a-z]+)?="[^"<]*")*)(\/?)>/g,
      (_all, end, name, _attributes, single) => {
        if (end) expect(open.pop()).toBe(name)
        else if (!single) open.push(name)
        return ''
      },
    )
    expect(open).toEqual([])
    expect(left).not.toMatch(/[<>]/)
    expect(left.replaceAll(/&(amp|lt|gt|quot);/g, '')).not.toContain('&')
  })

  it('holds names as text and leaves out what has no place', () => {
    const { text, width, height } = writeSvg(draw(strange), 'title')
    expect(text).toContain('ünïcödé 🚀 שלום</text>')
    expect(text).not.toContain('>&quot;quoted&quot;</text>')
    expect(Number.isFinite(width) && Number.isFinite(height)).toBe(true)
  })
})

describe('a digest', () => {
  it.each([
    '',
    'abc',
    'é🚀'.repeat(40),
    'x'.repeat(55),
    'x'.repeat(56),
    'x'.repeat(63),
    'x'.repeat(64),
    'x'.repeat(10_000),
  ])('is that of the standard (%#)', (text) =>
    expect(digestText(text)).toBe(createHash('sha256').update(text).digest('hex')),
  )

  it('does not hang on the order of keys', () => {
    expect(formatCanonical({ b: [1, { d: 2, c: 'x' }], a: null })).toBe('{"a":null,"b":[1,{"c":"x","d":2}]}')
  })
})

describe('a snapshot', () => {
  const content: GraphSnapshot = {
    format: 'vardia-graph-snapshot',
    version: 1,
    takenAt: '2026-11-21T12:00:00Z',
    takenBy: '<b>admin</b>',
    cluster: 'east',
    view: 'ns=shop&view=app',
    graph: buildMesh(2, 3),
  }
  const text = formatSnapshot(content)
  const edited = (edit: (file: Record<string, unknown>) => object) => JSON.stringify(edit(JSON.parse(text)))

  it('is read back as it was saved', () => {
    expect(parseSnapshot(text)).toEqual({ ...content, digest: JSON.parse(text).digest.value })
  })

  it('is the same snapshot when another program wrote its keys in another order', () => {
    const turned = edited((file) => Object.fromEntries(Object.entries(file).reverse()))
    expect(parseSnapshot(turned)).not.toHaveProperty('fault')
  })

  it('leaves out what is no number', () => {
    const sick = buildGraph(
      [buildNode('a/b')],
      [buildEdge('a/b', 'a/b', { requestsPerSecond: Number.NaN, latencyMsP95: Number.POSITIVE_INFINITY })],
    )
    const read = parseSnapshot(formatSnapshot({ ...content, graph: sick }))
    expect('fault' in read ? read.fault : read.graph.edges[0]).not.toHaveProperty('requestsPerSecond')
    expect(read).not.toHaveProperty('fault')
  })

  it('of ten thousand edges and strange names is read back', () => {
    const large = parseSnapshot(formatSnapshot({ ...content, graph: buildMesh(1, 10_000) }))
    expect('fault' in large ? large.fault : large.graph.edges.length).toBe(9_999 + 1)
  })

  it.each<[string, string, string]>([
    ['one number changed', text.replace('"rangeSeconds":60', '"rangeSeconds":61'), 'tampered'],
    ['who took it changed', text.replace('admin', 'nobody'), 'tampered'],
    ['something added', edited((file) => ({ ...file, note: 'x' })), 'tampered'],
    ['its end cut off', text.slice(0, -20), 'not-json'],
    ['no digest', edited(({ digest: _, ...rest }) => rest), 'damaged'],
    [
      'another algorithm',
      edited((file) => ({ ...file, digest: { algorithm: 'none', value: '' } })),
      'damaged',
    ],
    ['a newer version', edited((file) => ({ ...file, version: 2 })), 'newer'],
    ['nothing of ours', '{"nodes":[]}', 'not-snapshot'],
    ['a list', '[]', 'not-snapshot'],
    ['no JSON', 'hello', 'not-json'],
    ['nothing', '', 'not-json'],
  ])('with %s is refused: %#', (_name, file, fault) => expect(parseSnapshot(file)).toEqual({ fault }))

  it('whose digest fits but whose content breaks the schema is refused', () => {
    const { graph: _, ...broken } = content
    const value = createHash('sha256').update(formatCanonical(broken)).digest('hex')
    expect(parseSnapshot(JSON.stringify({ ...broken, digest: { algorithm: 'sha-256', value } }))).toEqual({
      fault: 'damaged',
    })
  })
})

describe('a file', () => {
  it.each([
    ['2026-11-21T12:00:09.123Z', 'vardia-graph-20261121T120009Z.svg'],
    ['nonsense/../..', 'vardia-graph-unknown.svg'],
  ])('is named by its moment: %s', (asOf, name) => expect(formatFileName(asOf, '.svg')).toBe(name))
})
