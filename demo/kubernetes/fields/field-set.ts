/**
 * A set of paths in an object. Steps are written as FieldsV1 writes them: `f:name`, `k:{"name":"x"}`, `v:"x"`, `i:0`
 * (sigs.k8s.io/structured-merge-diff `fieldpath`). Never changed once built.
 */
export interface FieldSet {
  readonly members: ReadonlySet<string>
  readonly children: ReadonlyMap<string, FieldSet>
}

export const emptySet: FieldSet = { members: new Set(), children: new Map() }

const build = (members: Iterable<string>, children: Iterable<readonly [string, FieldSet]>): FieldSet => ({
  members: new Set(members),
  children: new Map([...children].filter(([, child]) => !isEmpty(child))),
})

export function isEmpty({ members, children }: FieldSet): boolean {
  return members.size === 0 && children.size === 0
}

/** Collects paths. */
export function createCollector() {
  interface Node {
    readonly members: Set<string>
    readonly children: Map<string, Node>
  }
  const root: Node = { members: new Set(), children: new Map() }
  return {
    add(path: readonly string[]) {
      let node = root
      for (const step of path.slice(0, -1)) {
        const child: Node = node.children.get(step) ?? { members: new Set(), children: new Map() }
        node.children.set(step, child)
        node = child
      }
      const last = path.at(-1)
      if (last !== undefined) node.members.add(last)
    },
    set: (): FieldSet => root,
  }
}

export function buildSet(paths: readonly (readonly string[])[]): FieldSet {
  const collector = createCollector()
  for (const path of paths) collector.add(path)
  return collector.set()
}

export function has({ members, children }: FieldSet, path: readonly string[]): boolean {
  const [step = '', ...rest] = path
  if (rest.length === 0) return members.has(step)
  const child = children.get(step)
  return child !== undefined && has(child, rest)
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map(left.children)
  for (const [step, child] of right.children) {
    const own = children.get(step)
    children.set(step, own ? union(own, child) : child)
  }
  return build([...left.members, ...right.members], children)
}

export function intersect(left: FieldSet, right: FieldSet): FieldSet {
  return build(
    [...left.members].filter((step) => right.members.has(step)),
    [...left.children].map(([step, child]) => [step, intersect(child, right.children.get(step) ?? emptySet)]),
  )
}

/** What is in the left and not, as the very same path, in the right. */
export function subtract(left: FieldSet, right: FieldSet): FieldSet {
  return build(
    [...left.members].filter((step) => !right.members.has(step)),
    [...left.children].map(([step, child]) => [step, subtract(child, right.children.get(step) ?? emptySet)]),
  )
}

/** The same, and what is below a path of the right goes as well. */
export function subtractWhole(left: FieldSet, right: FieldSet): FieldSet {
  return build(
    [...left.members].filter((step) => !right.members.has(step)),
    [...left.children]
      .filter(([step]) => !right.members.has(step))
      .map(([step, child]) => [step, subtractWhole(child, right.children.get(step) ?? emptySet)]),
  )
}

/** Every path: those of one level before those below it, as the API server lists conflicts. */
export function listPaths(set: FieldSet, prefix: readonly string[] = []): string[][] {
  return [
    ...[...set.members].sort(compareSteps).map((step) => [...prefix, step]),
    ...[...set.children]
      .sort(([left], [right]) => compareSteps(left, right))
      .flatMap(([step, child]) => listPaths(child, [...prefix, step])),
  ]
}

const compareSteps = (left: string, right: string) => {
  const order = 'fkvi'
  const kinds = order.indexOf(left[0] ?? '') - order.indexOf(right[0] ?? '')
  return kinds !== 0 ? kinds : left < right ? -1 : 1
}

/** The set as FieldsV1: `.` marks a path that is in the set and has others below it. */
export function formatFields(set: FieldSet): Record<string, unknown> {
  const steps = [...new Set([...set.members, ...set.children.keys()])].sort(compareSteps)
  return Object.fromEntries(
    steps.map((step) => {
      const child = set.children.get(step)
      if (!child) return [step, {}]
      return [step, { ...(set.members.has(step) ? { '.': {} } : {}), ...formatFields(child) }]
    }),
  )
}

/** Reads FieldsV1. Throws where it is none, in the words of its decoder. */
export function parseFields(fields: unknown): FieldSet {
  const members = new Set<string>()
  const children = new Map<string, FieldSet>()
  for (const [key, value] of Object.entries(Object(fields))) {
    if (key === '.') continue
    if (!/^[fkvi]:/.test(key)) throw new Error(`unrecognized path element: ${key}`)
    const step = key.startsWith('k:') ? `k:${formatSorted(JSON.parse(key.slice(2)))}` : key
    const inner = Object.keys(Object(value))
    if (inner.length === 0 || inner.includes('.')) members.add(step)
    const child = parseFields(value)
    if (!isEmpty(child)) children.set(step, child)
  }
  return { members, children }
}

const formatSorted = (keys: object) =>
  JSON.stringify(Object.fromEntries(Object.entries(keys).sort(([left], [right]) => (left < right ? -1 : 1))))

/** `.spec.containers[name="web"].image`, as messages name a path. */
export function formatPath(path: readonly string[]): string {
  return path
    .map((step) => {
      const value = step.slice(2)
      if (step.startsWith('f:')) return `.${value}`
      if (step.startsWith('i:')) return `[${value}]`
      if (step.startsWith('v:')) return `[=${value}]`
      const keys = Object.entries(JSON.parse(value)).map(([name, key]) => `${name}=${JSON.stringify(key)}`)
      return `[${keys.join(',')}]`
    })
    .join('')
}
