import type { Session } from '#contract/session.ts'
import type { Finding } from '#contract/words.ts'
import manifest from '#package.json' with { type: 'json' }
import type { Config } from '#server/config/schema.ts'
import { judgePowers, type Powers } from '#server/mesh/roles/judge-powers.ts'
import type { UseCaseContext, ViewerSession } from '#server/usecases/context.ts'
import { readPowers } from '#server/usecases/stages/cut-trail.ts'
import { tellNoWrite } from '#server/usecases/stages/explain-rights.ts'
import { wordFinding } from '#server/words.ts'

const defaultRangeSeconds = 60
const defaultRefreshSeconds = 15

/** The session as it is for one of the kubeconfig's identities. It answers while the cluster does not: then nobody may write. */
export async function describeSession(context: UseCaseContext, identity: string): Promise<Session> {
  const { adapters, config, session } = context
  // What the console's own kubeconfig offers is nothing to choose from for who signed in as somebody.
  const identities = session.anonymous ? adapters.kubernetes.listIdentities() : []
  const user = session.anonymous ? { name: identity, groups: [] } : session.user
  const { mayNotWrite, powers } = await readRights(context, { identity, user })
  return {
    user: {
      name: user.name,
      anonymous: session.anonymous,
      mayWrite: !mayNotWrite,
      ...(mayNotWrite && { mayNotWrite }),
      roles: powers ? [...powers.roles] : [],
      mayAudit: powers?.mayAuditSomewhere ?? false,
      mayEndSessions: (powers?.isAdmin ?? false) && session.ends !== undefined,
    },
    ...describeSignIn(session, config),
    identities: identities.map((known) => ({ name: known.identity, current: known.identity === identity })),
    console: {
      version: manifest.version,
      basePath: config.VARDIA_BASE_PATH,
      cluster: config.VARDIA_CLUSTER_NAME,
      defaultRangeSeconds,
      defaultRefreshSeconds,
    },
  }
}

/** What the settings say of roles is known while the cluster is not. */
async function readRights(
  { adapters, config, session, signal, log }: UseCaseContext,
  { identity, user }: { readonly identity: string; readonly user: ViewerSession['user'] },
): Promise<{ readonly mayNotWrite?: Finding | undefined; readonly powers?: Powers }> {
  const viewed = { config, session: { ...session, user } }
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(rightsPatienceMs)])
    const access = await adapters.kubernetes.readAccess({ identity }, patience)
    return { mayNotWrite: tellNoWrite(viewed, access), powers: readPowers(viewed, access) }
  } catch (error) {
    log.debug({ err: error, identity }, 'the rights of the viewer are not known')
    const mayNotWrite =
      tellNoWrite(viewed, { readOnly: false }) ?? wordFinding('finding', 'may-not-unknown', {})
    return { mayNotWrite, ...(config.VARDIA_ROLES && { powers: judgePowers(config.VARDIA_ROLES, user) }) }
  }
}

/** The frame of every page waits for this answer; a cluster that hangs must not hold it. */
const rightsPatienceMs = 3_000

function describeSignIn({ method, ends }: ViewerSession, config: Config): Pick<Session, 'signIn'> {
  if (method === 'anonymous' || method === 'link') return {}
  const moments = ends && {
    endsAt: new Date(ends.endsMs).toISOString(),
    idleEndsAt: new Date(ends.idleEndsMs).toISOString(),
    idleSeconds: Math.round(config.VARDIA_SESSION_IDLE_MINUTES * 60),
  }
  const { VARDIA_OPENID_ISSUER: issuer, VARDIA_OPENID_SIGN_OUT: wayOut } = config
  const provider =
    method === 'openid' && issuer ? { host: new URL(issuer).host, ends: wayOut !== 'console' } : undefined
  return { signIn: { method, ...moments, ...(provider && { provider }) } }
}
