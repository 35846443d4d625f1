import type { VerdictTable } from '#tools/verdicts/table.ts'

/** Not built yet: every case differs, and says so. */
export const badInputs: VerdictTable = {
  name: 'bad-inputs',
  judge: () => {
    throw new Error('the table bad-inputs is not built yet')
  },
}
