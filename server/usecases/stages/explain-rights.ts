import type { Finding } from '#contract/words.ts'
import type { Verb, ViewerAccess } from '#server/mesh/objects/access.ts'
import {
  explainNoVerb,
  explainNoWrite,
  type NoWrite,
  type WrittenObject,
} from '#server/mesh/roles/explain-no-write.ts'
import { judgePowers } from '#server/mesh/roles/judge-powers.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { wordFinding } from '#server/words.ts'

type Asked = {
  readonly config: UseCaseContext['config']
  readonly session: Pick<UseCaseContext['session'], 'user'>
}

/** Why a person may change nothing here, in words; undefined where something may be changed. */
export function tellNoWrite(asked: Asked, access: Pick<ViewerAccess, 'readOnly'>): Finding | undefined {
  return word(explainNoWrite(readRules(asked), access))
}

/** Why a person may not do this to one object, in words; undefined where it may be tried. */
export function tellNoVerb(
  asked: Asked,
  access: Pick<ViewerAccess, 'may'>,
  object: WrittenObject & { readonly verb: Verb },
): Finding | undefined {
  return word(explainNoVerb(readRules(asked), access, object))
}

function readRules({ config, session }: Asked) {
  const { VARDIA_ROLES, VARDIA_VIEW_ONLY: viewOnly } = config
  return { viewOnly, powers: VARDIA_ROLES && judgePowers(VARDIA_ROLES, session.user) }
}

function word(found: NoWrite | undefined): Finding | undefined {
  return found && wordFinding('finding', found.code, found.params)
}
