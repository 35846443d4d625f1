import { checkObject } from '#server/mesh/checks/check-object.ts'
import type { ConfigFault } from '#server/mesh/checks/config-fault.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import { findSchema } from '#server/mesh/schemas/custom-kinds.ts'
import { findPlace } from '#server/workers/text/find-place.ts'
import { readText } from '#server/workers/text/read-text.ts'
import type { CheckedText, ClusterSchemas, ReadDocument, TextFault } from '#server/workers/text/types.ts'

/**
 * Reads a text and judges each of its objects as the API server's schema and istiod's webhook would. A document that
 * cannot be read, or that is no kind of Istio or Gateway API, is not judged further.
 *
 * @param schemas the cluster's own, which win over those of this build
 * @param most how many documents are wanted; what comes after them is not read
 */
export function checkText(
  text: string,
  schemas: ClusterSchemas = new Map(),
  most = Number.POSITIVE_INFINITY,
): CheckedText {
  const { documents, faults } = readText(text, most)
  const judged = documents.flatMap((document) => judgeDocument(document, schemas))
  return {
    documents,
    yaml: faults,
    schema: judged.filter(({ layer }) => layer === 'schema').map(({ fault }) => fault),
    semantics: judged.filter(({ layer }) => layer === 'webhook').map(({ fault }) => fault),
  }
}

/** Of what a text says in a fault's words. */
const mostQuoted = 500

function judgeDocument(
  document: ReadDocument,
  schemas: ClusterSchemas,
): { layer: ConfigFault['layer']; fault: TextFault }[] {
  const { value } = document
  if (value === undefined || !isJudged(value, schemas)) return []
  const find = (group: string, version: string, kind: string) =>
    schemas.get(`${group}/${version}/${kind}`) ?? findSchema(group, version, kind)
  const faults = checkObject(value, find)
  return faults.map(({ layer, level, path, code, params }) => ({
    layer,
    fault: {
      severity: level,
      path,
      code,
      params: cutTexts(params),
      document: document.index,
      ...findPlace(document, path),
    },
  }))
}

function cutTexts(params: TextFault['params']): TextFault['params'] {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, mostQuoted) : value,
    ]),
  )
}

/** Of other kinds there is no schema here; whether they may be written at all is judged by whoever writes them. */
function isJudged(value: unknown, schemas: ClusterSchemas): boolean {
  const { apiVersion, kind } = asRecord(value)
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false
  const [group = ''] = apiVersion.split('/', 1)
  return isMeshGroup(group) || schemas.has(`${apiVersion}/${kind}`)
}

export function isMeshGroup(group: string): boolean {
  return group.endsWith('.istio.io') || group === 'gateway.networking.k8s.io'
}
