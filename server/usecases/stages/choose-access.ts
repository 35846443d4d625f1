import type { authorizationAsk } from '#contract/authorization.ts'
import type { CallArguments } from '#contract/define-call.ts'
import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import { followRoutes } from '#server/mesh/access/follow-routes.ts'
import type { AccessQuestion, Caller, QuestionRoute } from '#server/mesh/access/types.ts'
import type { OpenAspect } from '#server/mesh/authorization/types.ts'
import { indexServices } from '#server/mesh/objects/services.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Service } from '#server/mesh/objects/types.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { findWorkload, type Workload } from '#server/mesh/objects/workloads.ts'
import { isHttpOrSniffed, parseServicePortProtocol } from '#server/mesh/routing/services/protocol.ts'
import { readTargetPort } from '#server/mesh/routing/services/target-port.ts'
import { Problem } from '#server/problem.ts'

type Input = CallArguments<typeof authorizationAsk>

/** One workload that may be reached, and the question as it comes to it. */
export interface ChosenAccess {
  readonly question: AccessQuestion
  readonly open: readonly OpenAspect[]
}

/**
 * The question of a person as questions to workloads: of a service one for each behind it. Throws Problem not-found for
 * what is not there or not to be seen, invalid for what names nothing or too much.
 */
export function chooseAccess(
  input: Input,
  facts: AccessFacts,
  labels: WorkloadLabels,
): readonly ChosenAccess[] {
  const caller = chooseCaller(input.from, facts.snapshot, labels)
  return listTargets(input, caller, facts, labels).map((target) => buildQuestion(input, caller, target))
}

function chooseCaller(from: Input['from'], snapshot: MeshSnapshot, labels: WorkloadLabels): Caller {
  const { namespace, workload, principal } = from
  if (principal !== undefined) {
    if (namespace !== undefined || workload !== undefined) throw describeInvalid('from', 'caller-twice')
    return { kind: 'identity', principal: principal.replace(/^spiffe:\/\//, '') }
  }
  if (workload === undefined && namespace === undefined) return { kind: 'outside' }
  if (workload === undefined || namespace === undefined) throw describeInvalid('from', 'caller-half')
  return { kind: 'workload', workload: findOrThrow(snapshot, { namespace, name: workload }, labels) }
}

interface Target {
  readonly workload: Workload
  /** Of the workload. */
  readonly port?: number
  readonly service?: { readonly namespace: string; readonly name: string; readonly port: number }
  readonly speaks?: 'http' | 'tcp'
  readonly route?: QuestionRoute
  /** The proxy that routes sends it nowhere. */
  readonly isRefused?: true
}

function listTargets(
  input: Input,
  caller: Caller,
  facts: AccessFacts,
  labels: WorkloadLabels,
): readonly Target[] {
  const { to, port } = input
  const { snapshot } = facts
  const { namespace, workload, service } = to
  if ((workload === undefined) === (service === undefined)) throw describeInvalid('to', 'target-one')
  const index = indexServices(snapshot, labels)
  if (service !== undefined) {
    const found = snapshot.find('Service', namespace, service)
    if (!found)
      throw new Problem({
        kind: 'not-found',
        code: 'service-not-found',
        params: { namespace, name: service },
      })
    const behind = index.selectWorkloads(found)
    const routed = listRouted(input, { caller, service: found, behind }, facts)
    if (routed.length > 0) return routed
    if (behind.length === 0) throw describeInvalid('to.service', 'service-empty')
    return behind.map((each) => describeTarget(snapshot, each, [found], port, ({ port: of }) => of))
  }
  const target = findOrThrow(snapshot, { namespace, name: workload ?? '' }, labels)
  const services = index.listServicesOf(target)
  const isGateway = caller.kind === 'workload' && caller.workload.role === 'gateway'
  const routed = isGateway ? listRoutedTo(input, { caller, target, services }, facts) : []
  if (routed.length > 0) return routed
  return [describeTarget(snapshot, target, services, port, (of, targetPort) => targetPort ?? of.port)]
}

/** A gateway calls no workload by its own address: by which of its services routes lead to it, or why none does. */
function listRoutedTo(
  input: Input,
  asked: { readonly caller: Caller; readonly target: Workload; readonly services: readonly Service[] },
  facts: AccessFacts,
): readonly Target[] {
  const { caller, target, services } = asked
  const { port, ...open } = input
  const all = services.flatMap((service) => listRouted(open, { caller, service, behind: [target] }, facts))
  const here = all.filter(
    ({ workload, port: own }) =>
      workload.namespace === target.namespace &&
      workload.name === target.name &&
      (port === undefined || own === undefined || own === port),
  )
  const leading = here.filter(({ isRefused }) => !isRefused)
  return leading.length > 0 ? leading : here.slice(0, 1)
}

/** Where routes lead what is asked of a service; none where no route applies. */
function listRouted(
  input: Omit<Input, 'from' | 'to'>,
  {
    caller,
    service,
    behind,
  }: { readonly caller: Caller; readonly service: Service; readonly behind: readonly Workload[] },
  facts: AccessFacts,
): readonly Target[] {
  const [only, ...others] = service.spec.ports
  const port = input.port ?? (others.length === 0 ? only?.port : undefined)
  const { method, path, host, headers } = input
  const request = { method, path, host, headers }
  const called = { caller, service, request, ...(port === undefined ? {} : { port }) }
  const followed = followRoutes(facts, called) ?? []
  return followed.flatMap(({ to, route }): readonly Target[] =>
    // What a proxy answers itself is told of each workload that the caller would have reached.
    to
      ? [
          {
            ...describeTarget(facts.snapshot, to.workload, [to.service], to.port, ({ port: of }) => of),
            route,
          },
        ]
      : behind.map((workload) => ({
          ...describeTarget(facts.snapshot, workload, [service], port, ({ port: of }) => of),
          route,
          isRefused: true,
        })),
  )
}

type ServicePort = Service['spec']['ports'][number]

/** The first service of them that has the port; without a port the only one, else it stays open. */
function describeTarget(
  snapshot: MeshSnapshot,
  workload: Workload,
  services: readonly Service[],
  port: number | undefined,
  asked: (port: ServicePort, targetPort: number | undefined) => number,
): Target {
  const all = services.flatMap((service) =>
    service.spec.ports.map((of) => ({ service, of, target: readTargetPort(snapshot, service, of) })),
  )
  const fitting = port === undefined ? all : all.filter(({ of, target }) => asked(of, target) === port)
  const [first] = fitting
  const isOne = new Set(fitting.map(({ target }) => target)).size === 1
  const own = port === undefined ? (isOne ? first?.target : undefined) : (first?.target ?? port)
  if (!first) return { workload, ...(own === undefined ? {} : { port: own }) }
  const { metadata } = first.service
  return {
    workload,
    ...(own === undefined ? {} : { port: own }),
    service: { namespace: metadata.namespace, name: metadata.name, port: first.of.port },
    speaks: isHttpOrSniffed(parseServicePortProtocol(first.of)) ? 'http' : 'tcp',
  }
}

function buildQuestion(input: Input, caller: Caller, target: Target): ChosenAccess {
  const { method, path, host, headers, claims, sourceIp, remoteIp } = input
  const says = method !== undefined || path !== undefined || host !== undefined || headers !== undefined
  const protocol = input.protocol ?? (says ? 'http' : (target.speaks ?? 'http'))
  const aspects: readonly (readonly [OpenAspect, boolean])[] = [
    ['address', sourceIp === undefined && remoteIp === undefined],
    ['port', target.port === undefined],
    ['sni', true],
    ['host', protocol === 'http' && host === undefined],
    ['method', protocol === 'http' && method === undefined],
    ['path', protocol === 'http' && path === undefined],
    ['headers', protocol === 'http' && headers === undefined],
    ['token', protocol === 'http' && claims === undefined],
  ]
  const open = aspects.filter(([, isOpen]) => isOpen).map(([aspect]) => aspect)
  const ip = sourceIp ?? remoteIp ?? ''
  return {
    open,
    question: {
      caller,
      target: target.workload,
      ...(target.service ? { service: target.service } : {}),
      ...(target.route ? { route: target.route } : {}),
      request: {
        protocol,
        source: { ip, remoteIp: remoteIp ?? ip },
        destination: { ip: target.workload.pods[0]?.status.podIPs[0] ?? '', port: target.port ?? 0 },
        sni: '',
        ...(protocol === 'http'
          ? { http: { method: method ?? '', path: path ?? '', host: host ?? '', headers: headers ?? {} } }
          : {}),
        ...(claims ? { token: claims } : {}),
        open: new Set(open),
      },
    },
  }
}

function findOrThrow(
  snapshot: MeshSnapshot,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  labels: WorkloadLabels,
): Workload {
  const found = findWorkload(snapshot, namespace, name, labels)
  if (found) return found
  throw new Problem({ kind: 'not-found', code: 'workload-not-found', params: { namespace, name } })
}

const faults = {
  'caller-twice': 'access-caller-twice',
  'caller-half': 'access-caller-half',
  'target-one': 'access-target-one',
  'service-empty': 'access-service-empty',
} as const

function describeInvalid(path: string, why: keyof typeof faults): Problem {
  return new Problem({ kind: 'invalid', code: faults[why], params: {}, issues: [{ path, message: why }] })
}
