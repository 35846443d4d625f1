export interface Match {
  readonly kind: 'node' | 'edge'
  readonly id: string
}

/** The match after the chosen one, or before it; from the last it goes on at the first. */
export function stepMatch(
  matches: readonly Match[],
  chosen: string | undefined,
  by: 1 | -1,
): Match | undefined {
  const at = matches.findIndex(({ id }) => id === chosen)
  if (at < 0) return matches.at(by > 0 ? 0 : -1)
  return matches[(at + by + matches.length) % matches.length]
}
