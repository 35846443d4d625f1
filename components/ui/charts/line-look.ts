const dashes = ['0', '6 3', '2 2', '8 2 2 2'] as const
const colours = 8

export interface LineLook {
  readonly stroke: string
  readonly strokeDasharray: string
}

/** The look of a chart's line: eight colours, then the same with dashes, so that none is told by colour alone for long. */
export function lookOfLine(index: number, failing = false): LineLook {
  const strokeDasharray = dashes[Math.floor(index / (failing ? 1 : colours)) % dashes.length] ?? '0'
  return {
    stroke: failing ? 'var(--health-failing)' : `var(--line-${(index % colours) + 1})`,
    strokeDasharray,
  }
}
