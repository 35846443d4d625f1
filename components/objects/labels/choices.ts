/** An object whose Istio labels can be written. */
export interface LabelledObject {
  readonly kind: 'Namespace' | 'Service' | 'Deployment' | 'StatefulSet' | 'DaemonSet'
  /** Absent for a Namespace. */
  readonly namespace?: string
  readonly name: string
}

type Marks = Readonly<Record<string, string | null>>

/** What can be done to objects of one sort: labels that are set, and those that would contradict them and go. */
export interface LabelChoice {
  readonly id: ChoiceId
  /** What a person has to give: the word of its field. */
  readonly asks?: 'revision' | 'waypoint'
  readonly labels: (given: string) => Marks
  /** When it takes effect: of pods that are made from then on, at once, or as the pods are started anew by it. */
  readonly effect: 'newPods' | 'atOnce' | 'restarts'
}

type ChoiceId = (typeof choiceIds)[number]
const choiceIds = [
  'inject',
  'revision',
  'ambient',
  'out',
  'podInject',
  'podSkip',
  'podRevision',
  'podAmbient',
  'podNoAmbient',
  'podUnset',
  'waypoint',
  'noWaypoint',
  'anyWaypoint',
] as const

const rev = 'istio.io/rev'
const dataplane = 'istio.io/dataplane-mode'
const inject = 'sidecar.istio.io/inject'
const waypoint = 'istio.io/use-waypoint'

/** A revision and `istio-injection` contradict each other (istio.io, "Canary Upgrades"); so do sidecars and ambient. */
const ofNamespace: readonly LabelChoice[] = [
  {
    id: 'inject',
    labels: () => ({ 'istio-injection': 'enabled', [rev]: null, [dataplane]: null }),
    effect: 'newPods',
  },
  {
    id: 'revision',
    asks: 'revision',
    labels: (given) => ({ 'istio-injection': null, [rev]: given, [dataplane]: null }),
    effect: 'newPods',
  },
  { id: 'ambient', labels: () => ({ [dataplane]: 'ambient', 'istio-injection': null }), effect: 'atOnce' },
  {
    id: 'out',
    labels: () => ({ 'istio-injection': null, [rev]: null, [dataplane]: null }),
    effect: 'newPods',
  },
]

const ofWorkload: readonly LabelChoice[] = [
  { id: 'podInject', labels: () => ({ [inject]: 'true' }), effect: 'restarts' },
  { id: 'podSkip', labels: () => ({ [inject]: 'false' }), effect: 'restarts' },
  { id: 'podRevision', asks: 'revision', labels: (given) => ({ [rev]: given }), effect: 'restarts' },
  { id: 'podAmbient', labels: () => ({ [dataplane]: 'ambient' }), effect: 'restarts' },
  { id: 'podNoAmbient', labels: () => ({ [dataplane]: 'none' }), effect: 'restarts' },
  {
    id: 'podUnset',
    labels: () => ({ [inject]: null, [rev]: null, [dataplane]: null }),
    effect: 'restarts',
  },
]

const ofService: readonly LabelChoice[] = [
  { id: 'waypoint', asks: 'waypoint', labels: (given) => ({ [waypoint]: given }), effect: 'atOnce' },
  { id: 'noWaypoint', labels: () => ({ [waypoint]: 'none' }), effect: 'atOnce' },
  { id: 'anyWaypoint', labels: () => ({ [waypoint]: null }), effect: 'atOnce' },
]

/** What can be done to objects of a kind; all objects of one writing are of one sort. */
export function listChoices(kind: LabelledObject['kind']): readonly LabelChoice[] {
  if (kind === 'Namespace') return ofNamespace
  return kind === 'Service' ? ofService : ofWorkload
}

const kinds: ReadonlySet<string> = new Set(['Namespace', 'Service', 'Deployment', 'StatefulSet', 'DaemonSet'])

/** Those of some objects that can be labelled: of pods without owner and machines nobody keeps a template. */
export function listLabelled(
  items: readonly { readonly kind: string; readonly namespace: string; readonly name: string }[],
): readonly LabelledObject[] {
  return items.flatMap(({ kind, namespace, name }) => {
    if (!kinds.has(kind)) return []
    const known = kind as LabelledObject['kind'] // as the set holds those words
    return [known === 'Namespace' ? { kind: known, name } : { kind: known, namespace, name }]
  })
}
