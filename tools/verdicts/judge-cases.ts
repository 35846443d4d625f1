import { type Comparison, isAgreed, type VerdictTable } from '#tools/verdicts/table.ts'

export interface CaseResult {
  readonly id: string
  /** Fields that "agree" asks and that differ; one named `error` when the core threw. */
  readonly differing: readonly Comparison[]
  /** Fields beyond those that differ. */
  readonly beyond: readonly Comparison[]
  readonly beyondAsked: number
}

/** Judges every case; a case that the core cannot answer differs, with the error's text as our verdict. */
export function judgeCases(table: VerdictTable, cases: readonly unknown[]): CaseResult[] {
  return cases.map((rawCase, index) => {
    const id = readId(rawCase) ?? `#${index}`
    const compared = compare(table, rawCase)
    const beyond = compared.filter((one) => one.beyond)
    return {
      id,
      differing: compared.filter((one) => !one.beyond && !isAgreed(one)),
      beyond: beyond.filter((one) => !isAgreed(one)),
      beyondAsked: beyond.length,
    }
  })
}

function compare(table: VerdictTable, rawCase: unknown): readonly Comparison[] {
  try {
    return table.judge(rawCase)
  } catch (error) {
    return [{ field: 'error', ours: error instanceof Error ? error.message : String(error), theirs: null }]
  }
}

function readId(rawCase: unknown): string | undefined {
  if (typeof rawCase !== 'object' || rawCase === null || !('id' in rawCase)) return undefined
  return typeof rawCase.id === 'string' ? rawCase.id : undefined
}

/** The report's lines; the last one is `N agree, M differ`. */
export function formatResults(results: readonly CaseResult[]): string[] {
  const differing = results.filter((result) => result.differing.length > 0)
  const beyond = results.filter((result) => result.beyond.length > 0)
  const asked = results.reduce((sum, { beyondAsked }) => sum + beyondAsked, 0)
  const missed = beyond.reduce((sum, result) => sum + result.beyond.length, 0)
  return [
    ...differing.flatMap(({ id, differing }) => [`differs ${id}`, ...differing.flatMap(formatComparison)]),
    ...beyond.flatMap(({ id, beyond }) => [`beyond ${id}`, ...beyond.flatMap(formatComparison)]),
    `fields beyond: ${asked - missed} agree, ${missed} differ`,
    `${results.length - differing.length} agree, ${differing.length} differ`,
  ]
}

function formatComparison({ field, ours, theirs }: Comparison): string[] {
  return [
    `  ${field}`,
    `    ours   ${JSON.stringify(ours ?? null)}`,
    `    Istio  ${JSON.stringify(theirs ?? null)}`,
  ]
}
