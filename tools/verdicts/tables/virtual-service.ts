import type { VerdictTable } from '#tools/verdicts/table.ts'

/** Not built yet: every case differs, and says so. */
export const virtualService: VerdictTable = {
  name: 'virtual-service',
  judge: () => {
    throw new Error('the table virtual-service is not built yet')
  },
}
