import type { ProcessState } from '#server/adapters/process-state.ts'
import { buildRefusal } from '#server/mesh/roles/build-refusal.ts'
import { buildWriteRules, explainNoWrite } from '#server/mesh/roles/explain-no-write.ts'
import { judgePowers } from '#server/mesh/roles/judge-powers.ts'
import { narrowAccess } from '#server/mesh/roles/narrow-access.ts'
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

/**
 * Throws Problem forbidden for a write of who may not write at all: the console's setting, the role, or the cluster, which is
 * asked only when neither of the others says no.
 */
export async function refuseReader(
  { adapters, config }: Known,
  { user, viewer }: ViewerSession,
  signal: AbortSignal,
): Promise<void> {
  const rules = buildWriteRules(config, user)
  const refused =
    explainNoWrite(rules, { readOnly: false }) ??
    explainNoWrite(rules, await adapters.kubernetes.readAccess(viewer, signal))
  if (refused) throw buildRefusal(refused, rules, user)
}
