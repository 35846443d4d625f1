import type { AuthorizationRequest } from '#server/mesh/authorization/types.ts'

/** Whether something holds; undefined where the question leaves open what it depends on. */
export type Outcome = boolean | undefined
export type Match = (request: AuthorizationRequest) => Outcome

/** All must hold: one that does not decides, whatever is left open of the others. */
export function holdsEvery<Item>(items: readonly Item[], holds: (item: Item) => Outcome): Outcome {
  let all: Outcome = true
  for (const item of items) {
    const outcome = holds(item)
    if (outcome === false) return false
    if (outcome === undefined) all = undefined
  }
  return all
}

/** One must hold. No alternatives at all hold for nobody. */
export function holdsSome<Item>(items: readonly Item[], holds: (item: Item) => Outcome): Outcome {
  let some: Outcome = false
  for (const item of items) {
    const outcome = holds(item)
    if (outcome === true) return true
    if (outcome === undefined) some = undefined
  }
  return some
}

export function holdsNot(outcome: Outcome): Outcome {
  return outcome === undefined ? undefined : !outcome
}
