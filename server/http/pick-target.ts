import type { NewAuditEvent } from '#server/adapters/audit/types.ts'

type Target = Pick<NewAuditEvent, 'kind' | 'namespace' | 'namespaces' | 'name'>

/** Members of an input that name an object, in the order in which they are looked for. */
const naming = ['name', 'workload', 'service', 'app', 'pod', 'user', 'id'] as const

/** What a call is about, as far as its input names it. Never its texts. */
export function pickTarget(input: unknown): Target {
  const read = (key: string): unknown =>
    typeof input === 'object' && input !== null ? Reflect.get(input, key) : undefined
  const text = (key: string) => {
    const value = read(key)
    return typeof value === 'string' ? value : ''
  }
  const named = naming.find((key) => text(key) !== '')
  const name = named ? text(named) : ''
  const kind = text('kind')
  const given = read('namespaces')
  const several = Array.isArray(given) ? given.filter((each) => typeof each === 'string') : []
  const [only] = several
  return {
    namespace: kind === 'Namespace' ? name : text('namespace') || (several.length === 1 ? (only ?? '') : ''),
    ...(several.length > 1 ? { namespaces: several } : {}),
    ...(kind ? { kind } : {}),
    ...(name ? { name } : {}),
  }
}
