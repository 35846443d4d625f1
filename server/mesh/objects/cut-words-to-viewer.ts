import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { maySeeNamespace } from '#server/mesh/objects/cut-to-viewer.ts'
import { listMeshKinds } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

interface Facts {
  /** The cluster's snapshot before it was cut. */
  readonly whole: MeshSnapshot
  readonly cut: MeshSnapshot
  readonly access: ViewerAccess
}

/** Stands for what the viewer may not know. */
const withheld = '…'

/** What a proxy writes about itself: names of Envoy's own types. */
const ownTypes = /^(type\.googleapis\.com\/)?(envoy|google|istio)\.[\w.]+$/
const numberForm = /^\d+(\.\d+)?(ms|s)?$/
const addressForm = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]+)$/i

/**
 * Cuts from a sentence of istiod or of a proxy what names something of namespaces that the viewer may not see: hosts,
 * clusters, addresses, names of objects. What looks like a name (it has dots, slashes or bars) stays only where each part
 * of it is known to be of the viewer's own; a plain word goes where something hidden bears it. A viewer of everything reads it
 * as it was written.
 */
export function buildWordCutter(facts: Facts): (sentence: string) => string {
  const { whole, cut } = facts
  if (whole === cut) return (sentence) => sentence
  let known: ReturnType<typeof gatherNames> | undefined
  return (sentence) => {
    known ??= gatherNames(facts)
    const { seen, hidden, domains } = known
    const mayTell = (part: string): boolean => {
      if (part === '' || numberForm.test(part) || seen.has(part)) return true
      if (hidden.has(part) || addressForm.test(part)) return false
      if (!part.includes('.')) return true
      const [name = '', namespace = '', ...rest] = part.split('.')
      const isService = rest.length === 0 || rest[0] === 'svc'
      return isService && domains.has(namespace) && !hidden.has(name)
    }
    return sentence.replace(/[^\s"'`,;()[\]{}<>=]+/g, (word) => {
      const end = /[.:!?]*$/.exec(word)?.[0] ?? ''
      const bare = word.slice(0, word.length - end.length)
      if (ownTypes.test(bare)) return word
      const parts = addressForm.test(bare) ? [bare] : bare.split(/[|/:_]+/)
      return !hidden.has(bare) && parts.every(mayTell) ? word : `${withheld}${end}`
    })
  }
}

/** Names that the viewer sees, and those that only others do. A name that both bear is the viewer's own. */
function gatherNames({ whole, cut, access }: Facts) {
  const seen = namesOf(cut)
  const hidden = new Set([...namesOf(whole)].filter((name) => !seen.has(name)))
  const domains = new Set<string>()
  for (const { metadata } of whole.all('Namespace'))
    if (maySeeNamespace(access, metadata.name)) domains.add(metadata.name)
    else hidden.add(metadata.name)
  return { seen, hidden, domains }
}

function namesOf(snapshot: MeshSnapshot): ReadonlySet<string> {
  const names = new Set(['0.0.0.0', '127.0.0.1'])
  for (const kind of listMeshKinds())
    for (const { metadata } of snapshot.all(kind)) {
      // Names of one letter or two are words of a sentence too.
      if (metadata.name.length > 2) names.add(metadata.name)
    }
  for (const { spec } of snapshot.all('ServiceEntry')) for (const host of spec.hosts ?? []) names.add(host)
  for (const { status } of snapshot.all('Pod')) for (const ip of status.podIPs) names.add(ip)
  for (const { spec } of snapshot.all('Service')) if (spec.clusterIP) names.add(spec.clusterIP)
  return names
}
