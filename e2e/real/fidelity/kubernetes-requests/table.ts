import { denialRows } from '#e2e/real/fidelity/kubernetes-requests/denials.ts'
import { discoveryRows } from '#e2e/real/fidelity/kubernetes-requests/discovery.ts'
import { listRows } from '#e2e/real/fidelity/kubernetes-requests/lists.ts'
import { pageRows } from '#e2e/real/fidelity/kubernetes-requests/pages.ts'
import { refusalRows } from '#e2e/real/fidelity/kubernetes-requests/refusals.ts'
import type { KubernetesRow } from '#e2e/real/fidelity/kubernetes-requests/types.ts'
import { watchRows } from '#e2e/real/fidelity/kubernetes-requests/watches.ts'

/** Every request that is put to the demo's API server and to the real one. */
export const requestRows: readonly KubernetesRow[] = [
  ...listRows,
  ...pageRows,
  ...watchRows,
  ...denialRows,
  ...discoveryRows,
  ...refusalRows,
]
