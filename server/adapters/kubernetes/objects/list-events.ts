import * as z from 'zod'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { describeGarbled } from '#server/adapters/kubernetes/problems.ts'
import type { KubernetesEvent } from '#server/adapters/kubernetes/types.ts'

const deadlineMs = 15_000
/** Of one object; Kubernetes forgets them after an hour. */
const mostEvents = 100

const moment = z.string().nullish()

/** Of core/v1 Event what a person reads; new clients fill eventTime and series, old ones the three older fields. */
const eventListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ creationTimestamp: moment }),
      involvedObject: z.object({ kind: z.string().optional(), name: z.string().optional() }),
      type: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      count: z.number().int().optional(),
      firstTimestamp: moment,
      lastTimestamp: moment,
      eventTime: moment,
      series: z.object({ count: z.number().int().optional(), lastObservedTime: moment }).nullish(),
      reportingComponent: z.string().optional(),
      source: z.object({ component: z.string().optional() }).optional(),
    }),
  ),
})

/** What Kubernetes said of one object, newest first. */
export async function listEvents(
  connection: Connection,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<readonly KubernetesEvent[]> {
  const query = new URLSearchParams({
    fieldSelector: `involvedObject.name=${name}`,
    limit: String(mostEvents),
  })
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events?${query}`
  const answer = await connection.ask({ path, signal, deadlineMs })
  const list = eventListSchema.safeParse(answer)
  if (!list.success) {
    const { address, identity } = connection
    throw describeGarbled({ address, target: '/api/v1/events', identity }, list.error.message)
  }
  return list.data.items
    .map((event): KubernetesEvent => {
      const lastTime =
        event.series?.lastObservedTime ??
        event.lastTimestamp ??
        event.eventTime ??
        event.metadata.creationTimestamp
      return {
        kind: event.involvedObject.kind ?? '',
        name: event.involvedObject.name ?? name,
        type: event.type === 'Warning' ? 'Warning' : 'Normal',
        reason: event.reason ?? '',
        message: event.message ?? '',
        count: event.series?.count ?? event.count ?? 1,
        firstTime: event.firstTimestamp ?? event.eventTime ?? lastTime ?? '',
        lastTime: lastTime ?? '',
        from: event.reportingComponent || (event.source?.component ?? ''),
      }
    })
    .sort((a, b) => (a.lastTime > b.lastTime ? -1 : 1))
}
