import { describe, expect, it } from 'vitest'
import {
  formatBytesRate,
  formatLatency,
  formatNumber,
  formatPercent,
  formatRate,
  formatWindow,
} from '#components/mesh/format.ts'

describe('numbers carry two significant digits and a unit', () => {
  it.each([
    [0, '0'],
    [0.0004, '<0.001'],
    [0.0456, '0.046'],
    [0.5, '0.5'],
    [1.25, '1.3'],
    [12.34, '12'],
    [99.4, '99'],
    [123.4, '123'],
    [999.4, '999'],
    [999.5, '1k'],
    [1_234, '1.2k'],
    [123_456, '123k'],
    [1_500_000, '1.5M'],
    [-12.34, '−12'],
  ])('%d → %s', (value, text) => expect(formatNumber(value)).toBe(text))

  it('writes rates, bytes and latencies', () => {
    expect(formatRate(12.3)).toBe('12 rps')
    expect(formatBytesRate(1_234)).toBe('1.2 kB/s')
    expect(formatBytesRate(12)).toBe('12 B/s')
    expect(formatLatency(0.42)).toBe('0.42 ms')
    expect(formatLatency(1_234)).toBe('1.2 s')
  })

  it.each([
    [0, '0%'],
    [0.04, '<0.1%'],
    [1.26, '1.3%'],
    [9.96, '10%'],
    [42.4, '42%'],
    [99.97, '99.9%'],
    [100, '100%'],
  ])('never rounds %d %% to none or all', (percent, text) => expect(formatPercent(percent)).toBe(text))

  it.each([
    [0, '0 s'],
    [45, '45 s'],
    [60, '1 min'],
    [90, '1 min 30 s'],
    [5_400, '1 h 30 min'],
    [86_400, '1 d'],
    [2_592_000, '30 d'],
    [90_061, '1 d 1 h'],
  ])('writes a span of %i s as %s', (seconds, text) => expect(formatWindow(seconds)).toBe(text))
})
