import { describe, expect, test } from 'vitest'
import { judgeChange } from '#server/mesh/graph/compare/judge-change.ts'
import type { Side, SideNumbers, Thresholds } from '#server/mesh/graph/compare/types.ts'

const thresholds: Thresholds = {
  leastRequests: 20,
  sigmas: 3,
  failingPoints: 1,
  slowerRatio: 1.5,
  slowerMs: 10,
  moreRatio: 1.5,
  leastBytesPerSecond: 1_000,
}

const side = (numbers: SideNumbers, rangeSeconds = 60): Side => ({ numbers, rangeSeconds })
const busy = (numbers: SideNumbers = {}) => side({ requestsPerSecond: 10, errorPercent: 0, ...numbers })
const few = (numbers: SideNumbers = {}) => busy({ requestsPerSecond: 0.2, ...numbers })
const bytes = (bytesPerSecond: number) => side({ bytesPerSecond })

describe('a difference', () => {
  test.each<[string, Side | undefined, Side | undefined, readonly string[], boolean]>([
    ['of nothing is none', busy(), busy(), [], true],
    ['on no side is none', undefined, undefined, [], true],
    ['of idle sides is none', side({ requestsPerSecond: 0 }), side({}), [], true],
    ['only after has appeared', undefined, busy(), ['appeared'], true],
    [
      'that was idle and has traffic has appeared',
      side({ requestsPerSecond: 0 }),
      busy(),
      ['appeared'],
      true,
    ],
    [
      'that appears and fails is failing',
      undefined,
      busy({ errorPercent: 40 }),
      ['failing', 'appeared'],
      true,
    ],
    [
      'that appears with one failure has appeared',
      undefined,
      busy({ errorPercent: 0.2 }),
      ['appeared'],
      true,
    ],
    [
      'that appears failing in a dozen requests has appeared',
      undefined,
      few({ errorPercent: 100 }),
      ['appeared'],
      false,
    ],
    ['that failed and vanished has vanished', busy({ errorPercent: 100 }), undefined, ['vanished'], true],
    ['only before has vanished', busy(), undefined, ['vanished'], true],
    ['that has fallen idle has vanished', busy(), side({ requestsPerSecond: 0 }), ['vanished'], true],
    ['of a dozen requests appeared, with too little to say more', undefined, few(), ['appeared'], false],
    ['of some bytes that vanished says little', bytes(10), undefined, ['vanished'], false],
    ['of many bytes that appeared says enough', undefined, bytes(5_000), ['appeared'], true],
    ['of five points more errors is failing', busy(), busy({ errorPercent: 5 }), ['failing'], true],
    ['of five points fewer errors has recovered', busy({ errorPercent: 5 }), busy(), ['recovered'], true],
    [
      'below the points is none',
      busy({ requestsPerSecond: 1e6 }),
      busy({ requestsPerSecond: 1e6, errorPercent: 0.9 }),
      [],
      true,
    ],
    [
      'that chance makes is none: 3 of 600 fail, then 11',
      busy({ errorPercent: 0.5 }),
      busy({ errorPercent: 1.8 }),
      [],
      true,
    ],
    ['in errors of a dozen requests says nothing', few(), few({ errorPercent: 50 }), [], false],
    ['that everything fails is failing', busy(), busy({ errorPercent: 100 }), ['failing'], true],
    [
      'that all fails on both sides is none',
      busy({ errorPercent: 100 }),
      busy({ errorPercent: 100 }),
      [],
      true,
    ],
    [
      'of latency beyond ratio and distance is slower',
      busy({ latencyMs: 20 }),
      busy({ latencyMs: 40 }),
      ['slower'],
      true,
    ],
    ['and back is faster', busy({ latencyMs: 40 }), busy({ latencyMs: 20 }), ['faster'], true],
    ['of exactly the ratio is none', busy({ latencyMs: 100 }), busy({ latencyMs: 150 }), [], true],
    [
      'of a large ratio and few milliseconds is none',
      busy({ latencyMs: 1 }),
      busy({ latencyMs: 9 }),
      [],
      true,
    ],
    [
      'of many milliseconds and a small ratio is none',
      busy({ latencyMs: 1_000 }),
      busy({ latencyMs: 1_300 }),
      [],
      true,
    ],
    ['in latency that one side did not measure is none', busy(), busy({ latencyMs: 400 }), [], true],
    [
      'in latency of a dozen requests says nothing',
      few({ latencyMs: 5 }),
      few({ latencyMs: 500 }),
      [],
      false,
    ],
    ['of twice the requests is more', busy(), busy({ requestsPerSecond: 20 }), ['more'], true],
    ['of half the requests is less', busy({ requestsPerSecond: 20 }), busy(), ['less'], true],
    [
      'of twice a handful is chance',
      side({ requestsPerSecond: 0.2 }),
      side({ requestsPerSecond: 0.4 }),
      [],
      false,
    ],
    ['from many to a handful is less', busy(), few(), ['less'], true],
    ['of twice the bytes is more', bytes(10_000), bytes(20_000), ['more'], true],
    ['of half the bytes is less', bytes(20_000), bytes(10_000), ['less'], true],
    ['of few bytes is none', bytes(100), bytes(900), [], true],
    [
      'of several kinds tells all, gravest first',
      busy({ latencyMs: 10 }),
      busy({ requestsPerSecond: 40, errorPercent: 20, latencyMs: 100 }),
      ['failing', 'slower', 'more'],
      true,
    ],
  ])('%s', (_name, before, after, changes, enough) => {
    expect(judgeChange(before, after, thresholds)).toEqual({ changes, enough })
  })

  test('is judged by the requests of each own window', () => {
    const [short, long] = [few({ latencyMs: 10 }), side({ requestsPerSecond: 0.2, latencyMs: 90 }, 600)]
    expect(judgeChange(short, long, thresholds).changes).toEqual([])
    expect(judgeChange({ ...short, rangeSeconds: 600 }, long, thresholds).changes).toEqual(['slower'])
  })

  test.each<[string, Partial<Thresholds>, readonly string[]]>([
    ['one request is enough when one is asked for', { leastRequests: 1, sigmas: 0 }, ['failing', 'slower']],
    ['fifty points are not sixty', { leastRequests: 1, sigmas: 0, failingPoints: 60 }, ['slower']],
    ['a hundred times is not two hundred', { leastRequests: 1, sigmas: 0, slowerRatio: 200 }, ['failing']],
    ['495 ms are not 600', { leastRequests: 1, sigmas: 0, slowerMs: 600 }, ['failing']],
  ])('follows the thresholds: %s', (_name, change, expected) => {
    const after = few({ errorPercent: 50, latencyMs: 500 })
    expect(judgeChange(few({ latencyMs: 5 }), after, { ...thresholds, ...change }).changes).toEqual(expected)
  })
})
