import type { VerdictTable } from '#tools/verdicts/table.ts'

/** Not built yet: every case differs, and says so. */
export const authorization: VerdictTable = {
  name: 'authorization',
  judge: () => {
    throw new Error('the table authorization is not built yet')
  },
}
