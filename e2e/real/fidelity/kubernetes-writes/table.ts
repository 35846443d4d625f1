import {
  applyRows,
  deleteRows,
  patchRows,
  scaleRows,
  updateRows,
} from '#e2e/real/fidelity/kubernetes-writes/changes.ts'
import { createRows } from '#e2e/real/fidelity/kubernetes-writes/creates.ts'
import type { WriteRow } from '#e2e/real/fidelity/kubernetes-writes/paths.ts'

/** Every write that is put to the demo's API server and to the real one, in order. */
export const writeRows: readonly WriteRow[] = [
  ...createRows,
  ...updateRows,
  ...patchRows,
  ...applyRows,
  ...scaleRows,
  ...deleteRows,
]
