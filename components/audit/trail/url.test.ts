import { expect, it } from 'vitest'
import { buildTrailQuery, parseTrailState, type TrailState } from '#components/audit/trail/url.ts'

const none: TrailState = { who: '', act: '', outcome: '', place: '', backSeconds: 0 }
const full: TrailState = {
  ...{ who: 'ann&co=1', act: 'sign-in', outcome: 'refused', place: 'shop', backSeconds: 86_400 },
}

it('comes back from a URL as it went in, beside the keys of others', () => {
  for (const state of [none, full]) {
    const query = buildTrailQuery(state, new URLSearchParams('ns=a,b&who=old&back=3600'))
    expect(parseTrailState(new URLSearchParams(query))).toEqual(state)
    expect(query).toContain('ns=a,b')
  }
  expect(buildTrailQuery(none, new URLSearchParams())).toBe('')
})

it.each(['act=delete', 'outcome=x', 'place=No%20Name', 'back=7', 'back=x'])('passes over %s', (text) => {
  expect(parseTrailState(new URLSearchParams(text))).toEqual(none)
})
