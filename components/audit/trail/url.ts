import { auditActs, auditOutcomes } from '#components/audit/trail/words.ts'

/** Which rows of the trail are shown, as the URL holds it. */
export interface TrailState {
  readonly who: string
  readonly act: '' | (typeof auditActs)[number]
  readonly outcome: '' | (typeof auditOutcomes)[number]
  readonly place: string
  /** How far back, in seconds; 0 for all that is kept. */
  readonly backSeconds: number
}

export const backChoices = [0, 3_600, 86_400, 604_800, 2_592_000] as const
const longest = { who: 512, place: 63 }
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/

/** What is absent or malformed has its first value. */
export function parseTrailState(query: URLSearchParams): TrailState {
  const back = Number(query.get('back'))
  const place = query.get('place') ?? ''
  return {
    who: (query.get('who') ?? '').slice(0, longest.who),
    act: auditActs.find((act) => act === query.get('act')) ?? '',
    outcome: auditOutcomes.find((outcome) => outcome === query.get('outcome')) ?? '',
    place: place.length <= longest.place && label.test(place) ? place : '',
    backSeconds: backChoices.find((choice) => choice === back) ?? 0,
  }
}

/** Writes the state into a query, keeping the keys of others. Begins with `?` or is ''. */
export function buildTrailQuery(state: TrailState, rest: URLSearchParams): string {
  const query = new URLSearchParams(rest)
  const { backSeconds, ...texts } = state
  for (const [key, value] of Object.entries({ ...texts, back: String(backSeconds || '') })) {
    if (value === '') query.delete(key)
    else query.set(key, value)
  }
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%2A', '*')
  return text === '' ? '' : `?${text}`
}
