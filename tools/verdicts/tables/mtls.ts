import type { VerdictTable } from '#tools/verdicts/table.ts'

/** Not built yet: every case differs, and says so. */
export const mtls: VerdictTable = {
  name: 'mtls',
  judge: () => {
    throw new Error('the table mtls is not built yet')
  },
}
