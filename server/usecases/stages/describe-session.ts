import type { Session } from '#contract/session.ts'
import manifest from '#package.json' with { type: 'json' }
import type { UseCaseContext, ViewerSession } from '#server/usecases/context.ts'

const defaultRangeSeconds = 60
const defaultRefreshSeconds = 15

/** The session as it is for one of the kubeconfig's identities. It answers while the cluster does not: then nobody may write. */
export async function describeSession(
  { adapters, config, session, signal, log }: UseCaseContext,
  identity: string,
): Promise<Session> {
  // What the console's own kubeconfig offers is nothing to choose from for who signed in as somebody.
  const identities = session.anonymous ? adapters.kubernetes.listIdentities() : []
  return {
    user: {
      name: session.anonymous ? identity : session.user.name,
      anonymous: session.anonymous,
      mayWrite: !config.VARDIA_VIEW_ONLY && (await mayWrite()),
    },
    ...describeSignIn(session),
    identities: identities.map((known) => ({ name: known.identity, current: known.identity === identity })),
    console: {
      version: manifest.version,
      basePath: config.VARDIA_BASE_PATH,
      cluster: config.VARDIA_CLUSTER_NAME,
      defaultRangeSeconds,
      defaultRefreshSeconds,
    },
  }

  async function mayWrite(): Promise<boolean> {
    try {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(rightsPatienceMs)])
      return !(await adapters.kubernetes.readAccess({ identity }, patience)).readOnly
    } catch (error) {
      log.debug({ err: error, identity }, 'the rights of the viewer are not known')
      return false
    }
  }
}

/** The frame of every page waits for this answer; a cluster that hangs must not hold it. */
const rightsPatienceMs = 3_000

function describeSignIn({ method, ends }: ViewerSession): Pick<Session, 'signIn'> {
  if (method === 'anonymous' || method === 'link') return {}
  const moments = ends && {
    endsAt: new Date(ends.endsMs).toISOString(),
    idleEndsAt: new Date(ends.idleEndsMs).toISOString(),
  }
  return { signIn: { method, ...moments } }
}
