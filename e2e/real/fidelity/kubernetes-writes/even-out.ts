import type { Answer } from '#e2e/real/fidelity/answer.ts'

type Fields = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What each server makes up itself. */
const made = ['uid', 'resourceVersion', 'creationTimestamp', 'deletionTimestamp', 'time', 'clusterIP']

/**
 * Evens out, in the answer to a write, what two servers cannot have the same; nothing else may differ: identities,
 * versions, times and addresses that each gives; a cause that is told several times; where in its binary a scheme is
 * made; the order of fields, and what the YAML parser says, inside of a message; the order of field managers, which is
 * that of the whole seconds in which they last wrote, so a second that turns over between two servers turns it round;
 * the order of faults of several fields, which a map of Go leaves to chance.
 */
export function evenOutWrite(answer: Answer): Answer {
  return { ...answer, body: evenOut(answer.body) }
}

function evenOut(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    if (key === 'clusterIPs') return '<addresses>'
    const items = value.map((item) => evenOut(item))
    if (key === 'managedFields') return sortByManager(items)
    return key === 'causes' ? sortCauses(items) : items
  }
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        made.includes(name) && typeof inner === 'string' ? `<${name}>` : evenOut(inner, name),
      ]),
    )
  }
  return typeof value === 'string' ? evenOutText(value) : value
}

function sortCauses(causes: readonly unknown[]): readonly unknown[] {
  const byText = new Map(causes.map((cause) => [JSON.stringify(cause), cause]))
  return [...byText.keys()].sort().map((text) => byText.get(text))
}

/** The faults that a message lists in brackets, in one order. */
function sortFaults(text: string): string {
  return text.replace(
    /(is invalid: \[)(.*)\]$/s,
    (_, lead: string, faults: string) =>
      `${lead}${faults
        .split(/, (?=(?:[\w[\].]+|<nil>): )/)
        .sort()
        .join(', ')}]`,
  )
}

function sortByManager(entries: readonly unknown[]): readonly unknown[] {
  const nameOf = (entry: unknown) =>
    isRecord(entry) ? `${entry['operation']} ${entry['manager']} ${entry['subresource'] ?? ''}` : ''
  return [...entries].sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1))
}

function evenOutText(text: string): string {
  return sortFaults(text)
    .replace(/Invalid value: ("\{.*\}"): /, (whole, quoted: string) => sortInside(quoted) ?? whole)
    .replace(/in scheme "[^"]*"/, 'in scheme')
    .replace(/in record \(\d+\)/, 'in record')
    .replace(/(yaml: line \d+: ).*/, '$1')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replace(/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>')
    .replace(/("?resourceVersion"?:)"\d+"/g, '$1"<version>"')
}

/** The object that a message quotes, its fields in one order. */
function sortInside(quoted: string): string | undefined {
  try {
    return `Invalid value: ${JSON.stringify(sortFields(JSON.parse(JSON.parse(quoted))))}: `
  } catch {
    return undefined
  }
}

function sortFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortFields)
  if (!isRecord(value)) return value
  const fields = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(fields.map(([name, inner]) => [name, sortFields(inner)]))
}
