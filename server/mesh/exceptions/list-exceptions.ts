import { isDryRun, readAction } from '#server/mesh/authorization/compile-policy.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectMeta } from '#server/mesh/objects/types.ts'

/** A setting that leaves a door open, which an auditor asks about. */
export interface Exception {
  readonly code:
    | 'exception-mtls-mode'
    | 'exception-mtls-port'
    | 'exception-tls-disable'
    | 'exception-allow-all'
    | 'exception-dry-run'
  readonly params: Readonly<Record<string, string | number>>
  readonly kind: 'PeerAuthentication' | 'DestinationRule' | 'AuthorizationPolicy'
  readonly metadata: Pick<ObjectMeta, 'namespace' | 'name' | 'creationTimestamp'>
}

const weak: readonly unknown[] = ['PERMISSIVE', 'DISABLE']

/**
 * PeerAuthentications that take plaintext (istio.io "PeerAuthentication", `mode` and `portLevelMtls`), DestinationRules that
 * send it (`trafficPolicy.tls.mode`), ALLOW policies of which a rule matches every request (a rule without `from`, `to` and
 * `when`; istio.io "Authorization Policy", allow-all), and policies that only try (`istio.io/dry-run`). By kind and name.
 */
export function listExceptions(snapshot: MeshSnapshot): readonly Exception[] {
  return [
    ...snapshot.all('PeerAuthentication').flatMap(({ metadata, spec }): Exception[] => {
      const { mode } = spec.mtls ?? {}
      const about = { kind: 'PeerAuthentication', metadata } as const
      const ports = Object.entries(spec.portLevelMtls ?? {})
      return [
        ...(weak.includes(mode)
          ? [{ ...about, code: 'exception-mtls-mode' as const, params: { mode: String(mode) } }]
          : []),
        ...ports
          .filter(([, own]) => weak.includes(own?.mode))
          .map(([port, own]) => ({
            ...about,
            code: 'exception-mtls-port' as const,
            params: { port, mode: String(own?.mode) },
          })),
      ]
    }),
    ...snapshot.all('DestinationRule').flatMap(({ metadata, spec }): Exception[] =>
      spec.trafficPolicy?.tls?.mode === 'DISABLE'
        ? [
            {
              ...{ code: 'exception-tls-disable', kind: 'DestinationRule', metadata },
              params: { host: String(spec.host ?? '') },
            },
          ]
        : [],
    ),
    ...snapshot.all('AuthorizationPolicy').flatMap((policy): Exception[] => {
      const about = { kind: 'AuthorizationPolicy', metadata: policy.metadata } as const
      const rules = policy.spec.rules ?? []
      const open = rules.findIndex((rule) => !rule?.from?.length && !rule?.to?.length && !rule?.when?.length)
      if (isDryRun(policy))
        return [{ ...about, code: 'exception-dry-run', params: { action: readAction(policy) } }]
      return readAction(policy) === 'ALLOW' && open >= 0
        ? [{ ...about, code: 'exception-allow-all', params: { rule: open } }]
        : []
    }),
  ]
}
