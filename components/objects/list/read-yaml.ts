import { listEditedKeys } from '#components/mesh/edited-text.ts'
import { formatYaml } from '#components/mesh/yaml-lines.ts'
import { sendCall } from '#components/query/send-call.ts'
import { objectManifest } from '#contract/details.ts'

/** Objects that are saved at once; each is read as it is now. */
export const mostSaved = 500
const atOnce = 6

interface Named {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/**
 * The objects as one text of YAML that can be applied elsewhere: in the order given, without status and the server's own
 * fields. Throws ApiProblem when one cannot be read: half of them must not look like all.
 */
export async function readYaml(objects: readonly Named[]): Promise<string> {
  const texts: string[] = []
  let next = 0
  const work = async () => {
    for (let at = next++; at < objects.length; at = next++) {
      const object = objects[at]
      if (!object) continue
      const { kind, namespace, name } = object
      const { manifest } = await sendCall(objectManifest, { kind, name, ...(namespace ? { namespace } : {}) })
      texts[at] = formatYaml(listEditedKeys(manifest))
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, objects.length) }, work))
  return texts.join('---\n')
}
