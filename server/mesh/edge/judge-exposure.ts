import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import { askAccess } from '#server/mesh/access/ask-access.ts'
import type { AccessAnswer, AccessQuestion, Caller } from '#server/mesh/access/types.ts'
import type { OpenAspect } from '#server/mesh/authorization/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import type { GatewayServer } from '#server/mesh/routing/gateways/gateway-servers.ts'

/** What a stranger without token or certificate gets; `unknown` where something that decides is out of sight. */
export type ExposureState = 'open' | 'closed' | 'certificate' | 'external' | 'depends' | 'unknown'

export interface Exposure {
  readonly state: ExposureState
  readonly reasons: readonly Reason[]
}

/** Where a route leads: a workload behind a service of the mesh, and its port. */
export interface ExposedTarget {
  readonly workload: Workload
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number }
  readonly port: number | undefined
}

export interface ExposureQuestion {
  readonly gateway: Workload
  readonly server: GatewayServer
  readonly host: string
  /** Absent where a route takes more than one. */
  readonly path?: string | undefined
  /** The same for those behind the gateway, where the route rewrites it. */
  readonly sent?: { readonly host: string; readonly path: string | undefined } | undefined
  readonly protocol: 'http' | 'tcp'
  readonly targets: readonly ExposedTarget[]
  /** Whether all that decides about a workload may be seen. */
  isSeen(workload: Workload): boolean
}

/**
 * Whether anybody may come in by a route: asked of the gateway and of each workload behind it, as `askAccess` decides it,
 * with a request that bears no token. RequestAuthentication alone keeps nobody out: a request without a token passes it
 * (istio.io, "RequestAuthentication"). A server that demands a client's certificate is no door for strangers.
 */
export function judgeExposure(facts: AccessFacts, question: ExposureQuestion): Exposure {
  const { gateway, server, targets, isSeen } = question
  const atGateway = ask(facts, question, {
    caller: { kind: 'outside' },
    target: gateway,
    port: server.listenPort,
  })
  const behind = targets.map((target) => ({
    target,
    answer: ask(
      facts,
      { ...question, ...question.sent },
      {
        caller: { kind: 'workload', workload: gateway },
        target: target.workload,
        port: target.port,
        service: target.service,
      },
    ),
  }))
  const isWhole = isSeen(gateway) && targets.every(({ workload }) => isSeen(workload))
  const tell = (code: string, at: Workload) => ({ code, params: { at: `${at.namespace}/${at.name}` } })
  const refusing = behind.filter(({ answer }) => answer.decision === 'DENY')
  const isClosed = atGateway.decision === 'DENY' || (behind.length > 0 && refusing.length === behind.length)
  if (!isWhole && !isClosed) return { state: 'unknown', reasons: [{ code: 'edge-unseen', params: {} }] }
  if (atGateway.decision === 'DENY')
    return { state: 'closed', reasons: [tell('edge-closed-gateway', gateway)] }
  if (isClosed)
    return {
      state: 'closed',
      reasons: refusing.map(({ target }) => tell('edge-closed-workload', target.workload)),
    }
  const demands = server.tlsMode === 'MUTUAL' || server.tlsMode === 'ISTIO_MUTUAL'
  if (demands) return { state: 'certificate', reasons: [{ code: 'edge-certificate', params: {} }] }
  const open = behind.filter(({ answer }) => answer.decision === 'ALLOW')
  const delegating = [
    { at: gateway, answer: atGateway },
    ...behind.map(({ target, answer }) => ({ at: target.workload, answer })),
  ].filter(({ answer }) => answer.hops.some(({ verdict }) => verdict && verdict.delegated.length > 0))
  if (delegating.length > 0)
    return { state: 'external', reasons: delegating.map(({ at }) => tell('edge-external', at)) }
  const isOpen = atGateway.decision === 'ALLOW' && (behind.length === 0 || open.length > 0)
  return isOpen
    ? { state: 'open', reasons: tellOpen(facts, question) }
    : { state: 'depends', reasons: [{ code: 'edge-depends', params: {} }] }
}

function tellOpen(facts: AccessFacts, { gateway, targets }: ExposureQuestion): readonly Reason[] {
  const proxies = [gateway, ...targets.map(({ workload }) => workload)]
  const policies = proxies.filter((workload) => facts.findAuthorizer(workload).policies.length > 0)
  return [
    { code: policies.length > 0 ? 'edge-open-allowed' : 'edge-open-unguarded', params: {} },
    ...(targets.length === 0 ? [{ code: 'edge-open-outside', params: {} }] : []),
  ]
}

interface Asked {
  readonly caller: Caller
  readonly target: Workload
  readonly port: number | undefined
  readonly service?: ExposedTarget['service']
}

function ask(
  facts: AccessFacts,
  { host, path, protocol }: ExposureQuestion,
  { caller, target, port, service }: Asked,
): AccessAnswer {
  const isWildcard = host.startsWith('*')
  const isHttp = protocol === 'http'
  const aspects: readonly (readonly [OpenAspect, boolean])[] = [
    ['address', true],
    ['port', port === undefined],
    ['sni', true],
    ['host', isHttp && isWildcard],
    ['method', isHttp],
    ['path', isHttp && path === undefined],
    ['headers', isHttp],
  ]
  const question: AccessQuestion = {
    caller,
    target,
    ...(service ? { service } : {}),
    request: {
      protocol,
      source: { ip: '', remoteIp: '' },
      destination: { ip: target.pods[0]?.status.podIPs[0] ?? '', port: port ?? 0 },
      sni: '',
      ...(isHttp
        ? { http: { method: '', path: path ?? '', host: isWildcard ? '' : host, headers: {} } }
        : {}),
      open: new Set(aspects.flatMap(([aspect, isOpen]) => (isOpen ? [aspect] : []))),
    },
  }
  return askAccess(facts, question)
}
