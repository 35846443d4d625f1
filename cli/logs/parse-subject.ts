import { Problem } from '#server/problem.ts'

/** As kubectl shortens them (`kubectl api-resources`). */
const kinds: Readonly<Record<string, string>> = {
  deployment: 'Deployment',
  deployments: 'Deployment',
  deploy: 'Deployment',
  replicaset: 'ReplicaSet',
  replicasets: 'ReplicaSet',
  rs: 'ReplicaSet',
  statefulset: 'StatefulSet',
  statefulsets: 'StatefulSet',
  sts: 'StatefulSet',
  daemonset: 'DaemonSet',
  daemonsets: 'DaemonSet',
  ds: 'DaemonSet',
  job: 'Job',
  jobs: 'Job',
  cronjob: 'CronJob',
  cronjobs: 'CronJob',
  cj: 'CronJob',
  rollout: 'Rollout',
  rollouts: 'Rollout',
}

/**
 * Whose logs: `NAME` of a workload, `deploy/NAME` and the like where two share it, `pod/NAME`, `app/NAME`; nothing is every
 * pod of the namespace. Throws Problem invalid.
 */
export function parseSubject(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined) return {}
  const [first = '', name, ...rest] = text.split('/')
  if (name === undefined) return { workload: first }
  const word = first.toLowerCase()
  if (name !== '' && rest.length === 0) {
    if (word === 'workload') return { workload: name }
    if (word === 'app') return { app: name }
    if (word === 'pod' || word === 'pods' || word === 'po') return { pod: name }
    const kind = Object.hasOwn(kinds, word) ? kinds[word] : undefined
    if (kind) return { workload: name, kind }
  }
  throw new Problem({ kind: 'invalid', code: 'logs-subject', params: { given: text } })
}
