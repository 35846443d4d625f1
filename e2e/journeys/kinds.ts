import type { SharedJourney } from '#e2e/support/journey.ts'

export interface NamedWorkload {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** One of each kind of workload that the demo's world has. */
export const commonKinds: readonly NamedWorkload[] = [
  { kind: 'Deployment', namespace: 'bookinfo', name: 'reviews-v2' },
  { kind: 'StatefulSet', namespace: 'loyalty', name: 'valkey' },
  { kind: 'DaemonSet', namespace: 'warehouse', name: 'conveyor-agent' },
  { kind: 'Job', namespace: 'shop', name: 'schema-migration' },
  { kind: 'CronJob', namespace: 'shop', name: 'search-indexer' },
  { kind: 'Rollout', namespace: 'shop', name: 'wishlist-v1' },
  { kind: 'WorkloadGroup', namespace: 'warehouse', name: 'mainframe' },
  { kind: 'WorkloadEntry', namespace: 'warehouse', name: 'mainframe-1' },
]

/** Each kind's page tells its kind and name, what Kubernetes said of it, and the object as the API server has it. */
export function openEachKind(workloads: readonly NamedWorkload[]): readonly SharedJourney[] {
  return workloads.map(({ kind, namespace, name }) => ({
    name: `the page of a ${kind} tells what it is and shows it as the API server has it`,
    run: async ({ page, open }) => {
      await open(`/workloads/${namespace}/${name}?ns=*&kind=${kind}`)
      const title = page.getByRole('heading', { level: 2, name: new RegExp(`${namespace} / ${name}$`) })
      await title.waitFor()
      await page.getByRole('main').getByText(kind, { exact: true }).first().waitFor()
      await page.getByRole('region', { name: 'Events' }).waitFor()
      await page.getByRole('tab', { name: 'YAML', exact: true }).click()
      const yaml = page.getByRole('tabpanel', { name: 'YAML', exact: true })
      await yaml
        .getByText(new RegExp(`\\b${kind}\\b`))
        .first()
        .waitFor()
    },
  }))
}
