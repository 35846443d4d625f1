import type { VerdictTable } from '#tools/verdicts/table.ts'
import { authorization } from '#tools/verdicts/tables/authorization.ts'
import { badInputs } from '#tools/verdicts/tables/bad-inputs.ts'
import { destinationRule } from '#tools/verdicts/tables/destination-rule.ts'
import { mtls } from '#tools/verdicts/tables/mtls.ts'
import { sidecarScope } from '#tools/verdicts/tables/sidecar-scope.ts'
import { virtualService } from '#tools/verdicts/tables/virtual-service.ts'

/** Every table of `../shared/cases`, one file each. */
export const tables: readonly VerdictTable[] = [
  badInputs,
  mtls,
  authorization,
  destinationRule,
  sidecarScope,
  virtualService,
]
