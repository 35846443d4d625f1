import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

/** The hex tokens of one theme; the dark one overrides the light one, as the cascade does. */
function readTheme(name: 'light' | 'dark'): ReadonlyMap<string, string> {
  const [light = '', dark = ''] = css.split('[data-theme="dark"]')
  const tokens = new Map<string, string>()
  for (const block of name === 'light' ? [light] : [light, dark])
    for (const [, token = '', value = ''] of block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g))
      tokens.set(token, value)
  return tokens
}

/** Relative luminance and contrast as in WCAG 2.2, 1.4.3. */
function measureLuminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function measureContrast(one: string, other: string): number {
  const [low = 0, high = 0] = [measureLuminance(one), measureLuminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

const states = ['healthy', 'degraded', 'failing', 'idle', 'unknown', 'not-ready'].map(
  (state) => `health-${state}`,
)
const grounds = ['page', 'surface', 'surface-raised', 'surface-sunken', 'surface-hover', 'surface-selected']

const textPairs = [
  ...['text', 'text-muted', 'accent'].flatMap((token) => grounds.map((ground) => [token, ground])),
  ...states.flatMap((state) =>
    ['page', 'surface', 'surface-raised', 'surface-hover', `${state}-soft`].map((ground) => [state, ground]),
  ),
  ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((number) =>
    ['page', 'surface', 'surface-raised', 'surface-hover', 'surface-selected'].map((ground) => [
      `line-${number}`,
      ground,
    ]),
  ),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
] as [string, string][]

const markPairs = [
  ...['surface', 'surface-raised', 'page'].flatMap((ground) => [
    ['border-strong', ground],
    ['focus-ring', ground],
    ...Array.from({ length: 8 }, (_, index) => [`line-${index + 1}`, ground]),
  ]),
] as [string, string][]

describe.each(['light', 'dark'] as const)('the %s theme', (name) => {
  const theme = readTheme(name)
  const read = (token: string) => {
    const value = theme.get(token)
    if (!value) throw new Error(`no hex token --${token}`)
    return value
  }

  it.each(textPairs)('lets --%s be read on --%s (4.5:1)', (text, ground) => {
    expect(measureContrast(read(text), read(ground))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(markPairs)('lets --%s be seen on --%s (3:1)', (mark, ground) => {
    expect(measureContrast(read(mark), read(ground))).toBeGreaterThanOrEqual(3)
  })
})

it('both themes define the same tokens', () => {
  const names = (block: string) => [...block.matchAll(/--([\w-]+):/g)].map(([, token]) => token).sort()
  const [light = '', dark = ''] = css.split('[data-theme="dark"]')
  expect(names(dark)).toEqual(names(light))
})
