import type { AuditAdapter, StoredAuditEvent } from '#server/adapters/audit/types.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { mayLookInto } from '#server/mesh/objects/cut-to-viewer.ts'
import { listMeshKinds, nameKind } from '#server/mesh/objects/kinds.ts'
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
 * Which rows a viewer may be told, of one's own doing or not: those of namespaces that the viewer may look into and whose
 * trail the role reaches, of kinds that may be listed there; and those of no namespace, one's own to everybody, those of
 * others to who may see the names of all namespaces.
 */
export function buildTrailCut(
  powers: Powers,
  access: ViewerAccess,
  { session }: Pick<UseCaseContext, 'session'>,
): (event: Pick<StoredAuditEvent, 'who' | 'kind' | 'namespace' | 'namespaces'>) => boolean {
  const seesAll = access.may('list', 'Namespace') && powers.mayAudit('')
  const known = new Map<string, boolean>()
  const sees = (namespace: string) => {
    const seen = known.get(namespace) ?? (powers.mayAudit(namespace) && mayLookInto(access, namespace))
    known.set(namespace, seen)
    return seen
  }
  return ({ who, kind, namespace, namespaces = [] }) => {
    const named = namespace === '' ? namespaces : [namespace, ...namespaces]
    if (named.length === 0) return seesAll || (who !== '' && who === session.user.name)
    const kinds = listMeshKinds().filter((each) => each === kind || nameKind(each) === kind)
    return named.every(
      (one) => sees(one) && kinds.every((each) => each === 'Namespace' || access.may('list', each, one)),
    )
  }
}
