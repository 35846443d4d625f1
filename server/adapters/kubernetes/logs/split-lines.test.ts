import { describe, expect, it } from 'vitest'
import { createLineSplitter } from '#server/adapters/kubernetes/logs/split-lines.ts'

const stamp = '2026-11-21T12:00:00.123456789Z'

function split(text: string | Buffer, chunkBytes: number, limitBytes?: number) {
  const splitter = createLineSplitter(limitBytes)
  const bytes = Buffer.from(text)
  const lines = []
  for (let at = 0; at < bytes.length; at += chunkBytes)
    lines.push(...splitter.push(bytes.subarray(at, at + chunkBytes)))
  return [...lines, ...splitter.finish()]
}

describe('a body cut into lines', () => {
  it.each([1, 2, 3, 7, 64, 4096])('is the same however it arrives: %i bytes at a time', (chunkBytes) => {
    const text = `${stamp} one\n${stamp} \n${stamp} żółć 🚢 <img onerror=x>\r\n${stamp} last`
    expect(split(text, chunkBytes)).toEqual([
      { time: stamp, text: 'one' },
      { time: stamp, text: '' },
      { time: stamp, text: 'żółć 🚢 <img onerror=x>' },
      { time: stamp, text: 'last' },
    ])
  })

  it.each([
    [
      'a line without a stamp',
      'unable to retrieve container logs',
      { time: '', text: 'unable to retrieve container logs' },
    ],
    ['an offset', '2026-11-21T13:00:00.5+01:00 x', { time: '2026-11-21T12:00:00.5Z', text: 'x' }],
    ['no fraction', '2026-11-21T12:00:00Z x y', { time: '2026-11-21T12:00:00Z', text: 'x y' }],
    [
      'a month that is none',
      '2026-13-41T12:00:00+01:00 x',
      { time: '', text: '2026-13-41T12:00:00+01:00 x' },
    ],
  ])('tells %s', (_, line, told) => {
    expect(split(`${line}\n`, 4096)).toEqual([told])
  })

  it('keeps what is no UTF-8 as marks, and control characters as they are', () => {
    const bytes = Buffer.concat([
      Buffer.from(`${stamp} a`),
      Buffer.from([0xff, 0xfe, 0x1b, 0x5b, 0x33]),
      Buffer.from('\n'),
    ])
    expect(split(bytes, 5)).toEqual([{ time: stamp, text: 'a\ufffd\ufffd\u001b[3' }])
  })

  it.each([1, 10, 1000])(
    'counts what it leaves out of an overlong line: %i bytes at a time',
    (chunkBytes) => {
      const limit = stamp.length + 1 + 10
      const lines = split(`${stamp} ${'x'.repeat(500)}\n${stamp} next\n`, chunkBytes, limit)
      expect(lines).toEqual([
        { time: stamp, text: 'x'.repeat(10), cutBytes: 490 },
        { time: stamp, text: 'next' },
      ])
    },
  )
})
