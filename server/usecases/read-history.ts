import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { history } from '#contract/history.ts'
import { isListedKind, meshKinds, nameKind } from '#server/mesh/objects/kinds.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { listSeenKinds } from '#server/usecases/stages/list-seen-kinds.ts'
import { openedHistory, presentChange, presentStore } from '#server/usecases/stages/present-change.ts'
import { readView } from '#server/usecases/stages/read-view.ts'

/**
 * What was changed, the newest first, as far as the viewer may list the kind in its namespace. Throws Problem unsupported
 * where nothing is kept, and what the adapters throw.
 */
export const readHistory: UseCase<CallArguments<typeof history>, CallOutput<typeof history>> = async (
  input,
  context,
) => {
  const { nowMs } = context
  const kept = openedHistory(context)
  const { cut, access } = await readView(context)
  const { kind, namespace, name, since, until, how, limit, after } = input
  const wanted = namespace === undefined ? input.namespaces : [namespace]
  const known = cut.all('Namespace').map(({ metadata }) => metadata.name)
  const seen = listSeenKinds(access, wanted ?? known, wanted === undefined)
  const asked =
    kind === undefined
      ? seen
      : seen.filter(
          (each) =>
            isListedKind(kind) && each.kind === nameKind(kind) && each.group === meshKinds[kind].group,
        )
  const found = await kept.list({
    seen: asked,
    limit: limit + 1,
    ...(name === undefined ? {} : { name }),
    ...(how === undefined ? {} : { how }),
    ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
    ...(until === undefined ? {} : { untilMs: Date.parse(until) }),
    ...(after === undefined ? {} : { after }),
  })
  const items = found.slice(0, limit).map(presentChange)
  const next = found.length > limit ? items.at(-1)?.id : undefined
  return {
    asOf: new Date(nowMs).toISOString(),
    items,
    ...(next === undefined ? {} : { next }),
    ...presentStore(kept.status()),
  }
}
