import type { Finding } from '#contract/words.ts'
import type { Verb, ViewerAccess } from '#server/mesh/objects/access.ts'
import { isConfigKind, type MeshKind } from '#server/mesh/objects/kinds.ts'
import {
  buildWriteRules,
  explainNoVerb,
  explainNoWrite,
  type NoWrite,
  type WrittenObject,
} from '#server/mesh/roles/explain-no-write.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { wordFinding } from '#server/words.ts'

type Asked = {
  readonly config: UseCaseContext['config']
  readonly session: Pick<UseCaseContext['session'], 'user'>
}

/** Why a person may change nothing here, in words; undefined where something may be changed. */
export function tellNoWrite(asked: Asked, access: Pick<ViewerAccess, 'readOnly'>): Finding | undefined {
  return word(explainNoWrite(buildWriteRules(asked.config, asked.session.user), access))
}

/**
 * Why a person may do none of this to one object, in words: any of the verbs is enough, what the API server takes for it is
 * judged by it at the write. Undefined where it may be tried. Of what configures no mesh labels alone are written, of which the
 * cluster's own answer tells.
 *
 * @param object its kind undefined where the console knows none such; the namespace of a Namespace is its own name
 */
export function tellNoVerb(
  { config, session }: Asked,
  access: Pick<ViewerAccess, 'may'>,
  {
    kind = 'Namespace',
    namespace,
    name,
  }: Omit<WrittenObject, 'kind'> & { readonly kind: MeshKind | undefined },
  verbs: readonly Verb[],
): Finding | undefined {
  const rules = buildWriteRules(config, session.user)
  const rights = isConfigKind(kind) ? access : { may: () => true }
  const lacks = verbs.map((verb) =>
    explainNoVerb(rules, rights, { verb, kind, namespace, ...(name === undefined ? {} : { name }) }),
  )
  return lacks.every((one) => one !== undefined) ? word(lacks[0]) : undefined
}

function word(found: NoWrite | undefined): Finding | undefined {
  return found && wordFinding('finding', found.code, found.params)
}
