import { type Alert, nameSubject } from '#server/mesh/graph/enrich/match-alerts.ts'

const subjectKinds = ['workload', 'app', 'service', 'pod'] as const

export interface AlertSubject {
  readonly kind: (typeof subjectKinds)[number] | 'namespace'
  readonly namespace: string
  readonly name: string
}

export interface ToldAlert extends Alert {
  readonly severity?: string
  readonly about?: AlertSubject
}

export interface AlertFacts {
  /** undefined asks for all. */
  readonly namespaces: ReadonlySet<string> | undefined
  /** Names of namespaces that the viewer may not look into; undefined when all may be told. */
  readonly hidden: ReadonlySet<string> | undefined
}

/** Words of rule authors (prometheus.io/docs, "Alerting rules", has no fixed ones), the worst first. */
const severities = ['critical', 'page', 'error', 'major', 'high', 'warning', 'warn', 'minor', 'info', 'none']

/** Labels whose values name no place: a namespace may be called "critical". */
const placeless = ['alertname', 'severity', 'job', 'prometheus', 'cluster']

/**
 * The alerts that the viewer may be told, the worst first: firing before pending, by the severity that the rule says, the
 * oldest first. Whose labels or summary name a hidden namespace is not told at all. Of a namespace that was asked for are
 * those about something in it; alerts of no namespace (a control plane that rejects configuration) come when all was asked,
 * but those of an objective only where nothing is hidden.
 */
export function buildAlerts(
  alerts: readonly Alert[],
  { namespaces, hidden }: AlertFacts,
): readonly ToldAlert[] {
  return alerts
    .filter((alert) => !namesHidden(alert, hidden))
    .map(describe)
    .filter((alert) => !hidden || alert.about !== undefined || !isOfObjective(alert))
    .filter(({ about }) => !namespaces || (about !== undefined && namespaces.has(about.namespace)))
    .sort(compareAlerts)
}

/** Alerts of Sloth's and Pyrra's rules name a service without its namespace, which only its objective tells. */
function isOfObjective({ labels }: Alert): boolean {
  return Boolean(labels['sloth_slo'] ?? labels['slo'])
}

function describe(alert: Alert): ToldAlert {
  const { severity } = alert.labels
  const about = readSubject(alert.labels)
  return { ...alert, ...(severity && { severity }), ...(about && { about }) }
}

/** What an alert is about: the object that its labels name, else the namespace alone. */
export function readSubject(labels: Alert['labels']): AlertSubject | undefined {
  const match = /^(\w+) ([^/]+)\/(.+)$/.exec(nameSubject(labels) ?? '')
  const kind = subjectKinds.find((one) => one === match?.[1])
  const [, , of, name] = match ?? []
  if (kind && of && name) return { kind, namespace: of, name }
  const namespace = [
    'destination_workload_namespace',
    'destination_service_namespace',
    'source_workload_namespace',
    'exported_namespace',
    'namespace',
  ]
    .map((label) => labels[label])
    .find(Boolean)
  return namespace ? { kind: 'namespace', namespace, name: namespace } : undefined
}

/** Whether a name of a hidden namespace stands anywhere in it, alone or as a part of a host, an identity or a sentence. */
function namesHidden({ labels, summary }: Alert, hidden: ReadonlySet<string> | undefined): boolean {
  if (!hidden || hidden.size === 0) return false
  const texts = Object.entries(labels).flatMap(([label, value]) => (placeless.includes(label) ? [] : [value]))
  return [...texts, summary ?? ''].some((text) => text.split(/[^a-z0-9-]+/).some((word) => hidden.has(word)))
}

function compareAlerts(a: ToldAlert, b: ToldAlert): number {
  if (a.state !== b.state) return a.state === 'firing' ? -1 : 1
  const severity = rank(a.severity) - rank(b.severity)
  if (severity !== 0) return severity
  return (a.sinceMs ?? 0) - (b.sinceMs ?? 0) || (a.name < b.name ? -1 : 1)
}

function rank(severity: string | undefined): number {
  const at = severities.indexOf(severity?.toLowerCase() ?? '')
  return at < 0 ? severities.indexOf('warning') : at
}
