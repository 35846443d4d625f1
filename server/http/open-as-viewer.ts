import type { ProcessState } from '#server/adapters/process-state.ts'
import { judgePowers } from '#server/mesh/roles/judge-powers.ts'
import { narrowAccess } from '#server/mesh/roles/narrow-access.ts'
import { Problem } from '#server/problem.ts'
import type { Adapters, ViewerSession } from '#server/usecases/context.ts'

type Known = Pick<ProcessState, 'adapters' | 'config'>

/** The adapters as the viewer's roles leave them: rights that a role takes away are not there for any use case. */
export function openAsViewer({ adapters, config }: Known, session: ViewerSession): Adapters {
  const settings = config.VARDIA_ROLES
  if (!settings) return adapters
  const { kubernetes } = adapters
  return {
    ...adapters,
    kubernetes: {
      ...kubernetes,
      readAccess: async (viewer, signal) => {
        const isSelf = viewer.identity === session.viewer.identity
        const user = isSelf ? session.user : { name: viewer.identity, groups: [] }
        return narrowAccess(await kubernetes.readAccess(viewer, signal), judgePowers(settings, user))
      },
    },
  }
}

/** Throws Problem forbidden for a write of who may not write at all: the console's setting, the role, or the cluster. */
export async function refuseReader(
  { adapters, config }: Known,
  session: ViewerSession,
  signal: AbortSignal,
): Promise<void> {
  const refusal = (code: string, params: Readonly<Record<string, string>> = {}) =>
    new Problem({
      kind: 'forbidden',
      code,
      params: { identity: session.user.name, verbs: 'create, update, patch, delete', ...params },
    })
  if (config.VARDIA_VIEW_ONLY) throw refusal('view-only')
  const powers = config.VARDIA_ROLES && judgePowers(config.VARDIA_ROLES, session.user)
  if (powers && !powers.mayWriteSomewhere)
    throw refusal('role-needed', { needed: 'editor', has: powers.roles.join(', ') })
  const access = await adapters.kubernetes.readAccess(session.viewer, signal)
  if (access.readOnly) throw refusal('reader')
}
