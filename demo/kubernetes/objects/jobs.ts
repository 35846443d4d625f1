import { buildMeta, ownerOf } from '#demo/kubernetes/objects/metadata.ts'
import type { Mint } from '#demo/kubernetes/objects/mint.ts'
import { buildPod } from '#demo/kubernetes/objects/pods.ts'
import { buildTemplate } from '#demo/kubernetes/objects/templates.ts'
import type { Manifest, WorldWorkload } from '#demo/world/types.ts'

/** A Job that is over, and its pod. */
export function buildJob(mint: Mint, workload: WorldWorkload, createdAt: string): Manifest[] {
  const metadata = buildMeta(mint, workload, createdAt)
  const jobLabels = {
    'batch.kubernetes.io/controller-uid': metadata.uid,
    'batch.kubernetes.io/job-name': workload.name,
    'controller-uid': metadata.uid,
    'job-name': workload.name,
  }
  const job: Manifest = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata,
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': metadata.uid } },
      manualSelector: false,
      template: buildTemplate(workload, jobLabels),
      completionMode: 'NonIndexed',
      suspend: false,
      podReplacementPolicy: 'TerminatingOrFailed',
    },
    status: {
      // The API server takes no Job as complete that has not met its criteria first.
      conditions: ['SuccessCriteriaMet', 'Complete'].map((type) => ({
        type,
        status: 'True',
        lastProbeTime: createdAt,
        lastTransitionTime: createdAt,
        reason: 'CompletionsReached',
        message: 'Reached expected number of succeeded pods',
      })),
      startTime: createdAt,
      completionTime: createdAt,
      succeeded: 1,
      ready: 0,
      terminating: 0,
      uncountedTerminatedPods: {},
    },
  }
  const pod = buildPod(mint, {
    workload,
    owner: ownerOf(job),
    name: `${workload.name}-${mint.word(5)}`,
    generateName: `${workload.name}-`,
    ownerLabels: jobLabels,
    state: 'completed',
    createdAt,
  })
  return [job, pod]
}

export function buildCronJob(mint: Mint, workload: WorldWorkload, createdAt: string): Manifest {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: buildMeta(mint, workload, createdAt),
    spec: {
      schedule: '15 3 * * *',
      concurrencyPolicy: 'Forbid',
      suspend: false,
      jobTemplate: { metadata: {}, spec: { template: buildTemplate(workload) } },
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    },
    status: {},
  }
}
