import { type Answer, ask } from '#e2e/real/fidelity/answer.ts'
import { explainDifferences } from '#e2e/real/fidelity/compare.ts'
import type { IstiodSides } from '#e2e/real/fidelity/istiod/open-sides.ts'
import type { IstiodRow } from '#e2e/real/fidelity/istiod/requests.ts'

/** What a cluster gives its objects by itself, and what it adds of its own accord: two clusters differ in it. */
const IDENTITY: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'CreationTime',
  'creationTime',
  'generation',
  'managedFields',
  'annotations',
  'ResourceVersion',
  // Given out in the order in which istiod hears of hosts.
  'autoAllocatedIPv4Address',
  'autoAllocatedIPv6Address',
])

/** Puts one row to the demo and to the real istiod; says where the answers differ. */
export async function checkIstiod(sides: IstiodSides, row: IstiodRow): Promise<string[]> {
  const own = await ask({ url: sides.demo }, row.path)
  const real = await ask({ url: sides.real }, row.path)
  if (row.leftOut === undefined) {
    const cut = row.part === 'applied' ? keepApplied : (answer: Answer) => answer
    return explainDifferences(normalise(cut(own)), normalise(cut(real)))
  }
  if (own.status !== 501) return [`the demo answers ${own.status} where the row says that it leaves this out`]
  if (!JSON.stringify(own.body).includes(row.leftOut)) return [`501 does not name ${row.leftOut}`]
  return real.status === 404 ? ['the real one has no such thing to leave out'] : []
}

/**
 * Of the configurations those that somebody applied. istiod lists what it makes of Gateway API too, in a form of its own
 * that the demo does not imitate, and writes status into its cluster as soon as it has one.
 */
function keepApplied(answer: Answer): Answer {
  if (!Array.isArray(answer.body)) return answer
  const isDerived = (name: unknown) => String(name).includes('~')
  return {
    ...answer,
    body: answer.body
      .filter((config) => !isDerived(Object(config).metadata?.name))
      .map((config) => {
        const { status: _status, ...rest } = Object(config)
        return rest
      }),
  }
}

function normalise({ status, contentType, body }: Answer): Answer {
  // An empty answer has no type at the real one.
  return { status, contentType: body === '' ? '' : contentType, body: evenOut(body) }
}

/** Without identities, lists in an order of their own: istiod walks maps. */
function evenOut(value: unknown): unknown {
  if (Array.isArray(value)) {
    const text = (item: unknown) => `${Object(item).hostname ?? ''}${JSON.stringify(item)}`
    return value
      .map(evenOut)
      .filter((item) => !isOwnService(item))
      .sort((a, b) => (text(a) < text(b) ? -1 : 1))
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .filter(([key]) => !IDENTITY.has(key) && !key.startsWith('kubernetes.default.'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, evenOut(inner)]))
}

/** The API server's own Service is made by each API server at its own address. */
const isOwnService = (item: unknown) => Object(item).hostname === 'kubernetes.default.svc.cluster.local'
