import type { VerdictTable } from '#tools/verdicts/table.ts'

/** Not built yet: every case differs, and says so. */
export const sidecarScope: VerdictTable = {
  name: 'sidecar-scope',
  judge: () => {
    throw new Error('the table sidecar-scope is not built yet')
  },
}
