import type { VerdictTable } from '#tools/verdicts/table.ts'

/** Not built yet: every case differs, and says so. */
export const destinationRule: VerdictTable = {
  name: 'destination-rule',
  judge: () => {
    throw new Error('the table destination-rule is not built yet')
  },
}
