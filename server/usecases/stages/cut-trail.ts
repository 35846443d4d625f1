import type { AuditAdapter, StoredAuditEvent } from '#server/adapters/audit/types.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { maySeeNamespace } from '#server/mesh/objects/cut-to-viewer.ts'
import { judgePowers, judgePowersByAccess, type Powers } from '#server/mesh/roles/judge-powers.ts'
import { Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'

/** The trail of this console. Throws Problem unsupported where none is kept. */
export function openedAudit({ adapters }: Pick<UseCaseContext, 'adapters'>): AuditAdapter {
  if (adapters.audit) return adapters.audit
  throw new Problem({ kind: 'unsupported', code: 'audit-none', adapter: 'history' })
}

/** What the roles of the viewer leave: by VARDIA_ROLES, else by the cluster's rights. */
export function readPowers(
  { config, session }: Pick<UseCaseContext, 'config' | 'session'>,
  access: ViewerAccess,
): Powers {
  return config.VARDIA_ROLES ? judgePowers(config.VARDIA_ROLES, session.user) : judgePowersByAccess(access)
}

/** Throws Problem forbidden for whose role does not reach the trail anywhere. */
export function refuseNoAuditor(powers: Powers, { session }: Pick<UseCaseContext, 'session'>): void {
  if (powers.mayAuditSomewhere) return
  throw new Problem({
    kind: 'forbidden',
    code: 'auditor-needed',
    params: { user: session.user.name, has: powers.roles.join(', ') },
  })
}

/**
 * Which rows a viewer may be told: one's own; those of namespaces that the viewer may see and whose trail the role
 * reaches; and those of no namespace to who may see the names of all.
 */
export function buildTrailCut(
  powers: Powers,
  access: ViewerAccess,
  { session }: Pick<UseCaseContext, 'session'>,
): (event: Pick<StoredAuditEvent, 'who' | 'namespace' | 'namespaces'>) => boolean {
  const seesAll = access.may('list', 'Namespace') && powers.mayAudit('')
  const known = new Map<string, boolean>()
  const sees = (namespace: string) => {
    const seen = known.get(namespace) ?? (powers.mayAudit(namespace) && maySeeNamespace(access, namespace))
    known.set(namespace, seen)
    return seen
  }
  return ({ who, namespace, namespaces = [] }) => {
    if (who !== '' && who === session.user.name) return true
    const named = namespace === '' ? namespaces : [namespace, ...namespaces]
    return named.length === 0 ? seesAll : named.every(sees)
  }
}
