import { auditActs, auditOutcomes } from '#components/audit/trail/words.ts'
import { buildFilterQuery, parseBack } from '#components/shell/back.ts'

/** Which rows of the trail are shown, as the URL holds it. */
export interface TrailState {
  readonly who: string
  readonly act: '' | (typeof auditActs)[number]
  readonly outcome: '' | (typeof auditOutcomes)[number]
  readonly place: string
  /** How far back, in seconds; 0 for all that is kept. */
  readonly backSeconds: number
}

const longest = { who: 512, place: 63 }
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/

/** What is absent or malformed has its first value. */
export function parseTrailState(query: URLSearchParams): TrailState {
  const place = query.get('place') ?? ''
  return {
    who: (query.get('who') ?? '').slice(0, longest.who),
    act: auditActs.find((act) => act === query.get('act')) ?? '',
    outcome: auditOutcomes.find((outcome) => outcome === query.get('outcome')) ?? '',
    place: place.length <= longest.place && label.test(place) ? place : '',
    backSeconds: parseBack(query),
  }
}

/** Writes the state into a query, keeping the keys of others. Begins with `?` or is ''. */
export function buildTrailQuery({ backSeconds, ...texts }: TrailState, rest: URLSearchParams): string {
  return buildFilterQuery(texts, backSeconds, rest)
}
