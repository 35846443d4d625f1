import type { ToldSpan } from '#server/mesh/traces/build-delays.ts'
import { judgeDelay } from '#server/mesh/traces/build-delays.ts'
import { describeSpan } from '#server/mesh/traces/describe-span.ts'
import type { PlaceSpan } from '#server/mesh/traces/place-span.ts'
import type { Waterfall } from '#server/mesh/traces/types.ts'

/** The spans of a waterfall in the mesh's words. */
export function tellSpans({ spans }: Waterfall, placeSpan: PlaceSpan): readonly ToldSpan[] {
  const described = spans.map((span) => {
    const facts = describeSpan(span.span)
    return { ...span, facts, place: placeSpan(span.span), delay: judgeDelay(span, facts) }
  })
  const byId = new Map(described.map((span) => [span.id, span]))
  return described.map((span): ToldSpan => {
    const { side } = span.facts
    // What a client's proxy asks again are servers' spans below one of its own.
    const asked =
      side === 'client' || side === 'gateway'
        ? span.childIds.filter((id) => {
            const below = byId.get(id)?.facts.side
            return below === 'server' || below === 'waypoint'
          }).length
        : 0
    return { ...span, attempts: Math.max(1, asked) }
  })
}
