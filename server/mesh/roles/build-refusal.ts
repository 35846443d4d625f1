import { changingVerbs, type NoWrite, type WriteRules } from '#server/mesh/roles/explain-no-write.ts'
import { Problem } from '#server/problem.ts'

/** A write that was asked for is refused for the reason that its button was disabled with. */
const codes: Readonly<Record<NoWrite['code'], string>> = {
  'may-not-view-only': 'view-only',
  'may-not-by-role': 'role-needed',
  'may-not-by-role-there': 'role-needed-there',
  'may-not-anything': 'reader',
  'may-not': 'reader',
}

/** The Problem forbidden of who tries what may not be written. */
export function buildRefusal(
  { code, params }: NoWrite,
  { powers }: Pick<WriteRules, 'powers'>,
  user: { readonly name: string },
): Problem {
  return new Problem({
    kind: 'forbidden',
    code: codes[code],
    params: {
      ...params,
      identity: user.name,
      ...(powers ? { needed: 'editor', has: powers.roles.join(', ') } : {}),
      verbs: changingVerbs.join(', '),
    },
  })
}
