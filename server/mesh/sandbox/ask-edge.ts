import { askAccess } from '#server/mesh/access/ask-access.ts'
import type { AccessAnswer, AccessQuestion, Caller } from '#server/mesh/access/types.ts'
import type { OpenAspect } from '#server/mesh/authorization/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import type { Demand, WorkloadRef } from '#server/mesh/prediction/demand.ts'
import type { SandboxSide, SeenRequest } from '#server/mesh/sandbox/types.ts'

/**
 * What is asked of a workload about a client's demand, as far as telemetry knows it: who, which service and port, and no
 * request's own words. The address is known of clients of the mesh; what a gateway passes on came from elsewhere.
 *
 * @returns undefined where the client or the workload is not there any more
 */
export function buildQuestion(
  demand: Pick<Demand, 'source' | 'service' | 'protocol' | 'port'>,
  destination: WorkloadRef,
  { mesh }: SandboxSide,
): AccessQuestion | undefined {
  const target = mesh.findWorkload(destination)
  const client = demand.source && mesh.findWorkload(demand.source)
  if (!target || (demand.source && !client)) return undefined
  const caller: Caller = client ? { kind: 'workload', workload: client } : { kind: 'outside' }
  const { namespace, name } = demand.service
  const address = client && client.role !== 'gateway' ? firstAddress(client) : ''
  const protocol = demand.protocol === 'tcp' ? 'tcp' : 'http'
  const open: readonly OpenAspect[] = [
    ...(address ? [] : (['address'] as const)),
    'sni',
    ...(protocol === 'http' ? (['host', 'method', 'path', 'headers', 'token'] as const) : []),
  ]
  return {
    caller,
    target,
    service: { namespace, name, port: demand.port },
    request: {
      protocol,
      source: { ip: address, remoteIp: address },
      destination: {
        ip: firstAddress(target),
        port: mesh.readTargetPort(namespace, name, demand.port),
      },
      sni: '',
      ...(protocol === 'http' ? { http: { method: '', path: '', host: '', headers: {} } } : {}),
      open: new Set(open),
    },
  }
}

function firstAddress({ pods }: Workload): string {
  return pods[0]?.status.podIPs[0] ?? ''
}

/** The same question about one request that was seen: its method, path and host are known then. */
export function fillQuestion(
  question: AccessQuestion,
  { method, path, host }: SeenRequest,
  service: Demand['service'],
): AccessQuestion {
  const open = new Set(question.request.open)
  for (const aspect of ['method', 'path', 'host'] as const) open.delete(aspect)
  const http = { method, path, host: host ?? service.host, headers: {} }
  return { ...question, request: { ...question.request, http, open } }
}

/** The question as one side of a sandbox answers it, by its own workloads. */
export function askSide({ access }: SandboxSide, question: AccessQuestion): AccessAnswer {
  return askAccess(access, question)
}
