import type { Config } from '#server/config/schema.ts'
import { type AlertedObject, listSubjects } from '#server/mesh/alerts/list-subjects.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

interface Asked {
  readonly namespaces?: readonly string[] | undefined
  readonly kind?: AlertedObject['kind'] | undefined
  readonly name?: string | undefined
}

/** Names of everything that the asked object's alerts may be about (`nameAbout`); undefined when none is asked for. */
export function chooseSubjects(
  { namespaces, kind, name }: Asked,
  cut: MeshSnapshot,
  config: Config,
): ReadonlySet<string> | undefined {
  const [namespace] = namespaces ?? []
  if (!namespace || !kind || !name) return undefined
  const labels = { app: config.VARDIA_APP_LABELS, version: config.VARDIA_VERSION_LABELS }
  return listSubjects({ kind, namespace, name }, cut, labels)
}
