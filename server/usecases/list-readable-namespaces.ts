import type { UseCaseContext } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { readView } from '#server/usecases/stages/read-view.ts'

/** The names of the namespaces that the viewer may look into, sorted. Throws what the Kubernetes adapter throws. */
export async function listReadableNamespaces(context: UseCaseContext): Promise<readonly string[]> {
  return [...chooseNamespaces(undefined, await readView(context)).asked].sort()
}
