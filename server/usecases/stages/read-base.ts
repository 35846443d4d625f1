import type { UseCaseContext } from '#server/usecases/context.ts'
import type { Base } from '#server/usecases/stages/check-base.ts'

/**
 * The version that a text was made from. A text of it that cannot be read counts as none: then a newer version is a conflict,
 * and nothing is lost.
 */
export async function readBase(
  { resourceVersion, yaml }: { readonly resourceVersion: string; readonly yaml?: string | undefined },
  { adapters, signal }: Pick<UseCaseContext, 'adapters' | 'signal'>,
): Promise<Base> {
  if (!yaml) return { resourceVersion }
  const answer = await adapters.texts.check(yaml, { signal })
  const value = 'checked' in answer ? answer.checked.documents[0]?.value : undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { resourceVersion }
  return { resourceVersion, object: { ...value } }
}
