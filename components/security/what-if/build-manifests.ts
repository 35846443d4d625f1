/** What a person writes into the form of a security object; lists are separated by commas or lines. */
export interface SecurityForm {
  readonly kind: 'AuthorizationPolicy' | 'PeerAuthentication' | 'RequestAuthentication'
  readonly name: string
  readonly namespace: string
  /** `app=reviews, version=v1`; '' for every workload of the namespace. */
  readonly labels: string
  readonly action: 'ALLOW' | 'DENY'
  readonly principals: string
  readonly namespaces: string
  readonly methods: string
  readonly paths: string
  readonly ports: string
  readonly dryRun: boolean
  readonly mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE'
  /** `8080=PERMISSIVE`. */
  readonly portModes: string
  readonly issuer: string
  readonly jwksUri: string
  readonly audiences: string
  /** A policy beside that refuses requests without a token. */
  readonly requireToken: boolean
}

export const emptyForm: SecurityForm = {
  kind: 'AuthorizationPolicy',
  name: '',
  namespace: '',
  labels: '',
  action: 'ALLOW',
  principals: '',
  namespaces: '',
  methods: '',
  paths: '',
  ports: '',
  dryRun: true,
  mode: 'STRICT',
  portModes: '',
  issuer: '',
  jwksUri: '',
  audiences: '',
  requireToken: true,
}

export type Manifest = Readonly<Record<string, unknown>>

/** The objects that a form describes. What is left empty is left out; what Istio does not take is told by what tries it. */
export function buildManifests(form: SecurityForm): readonly Manifest[] {
  switch (form.kind) {
    case 'AuthorizationPolicy':
      return [buildObject(form, form.kind, buildPolicySpec(form), form.dryRun)]
    case 'PeerAuthentication':
      return [buildObject(form, form.kind, buildPeerSpec(form))]
    case 'RequestAuthentication':
      return [
        buildObject(form, form.kind, buildRequestSpec(form)),
        ...(form.requireToken ? [buildTokenPolicy(form)] : []),
      ]
  }
}

function buildObject(
  { name, namespace, labels }: SecurityForm,
  kind: SecurityForm['kind'],
  spec: Manifest,
  isDryRun = false,
): Manifest {
  const selected = splitPairs(labels)
  return {
    apiVersion: 'security.istio.io/v1',
    kind,
    metadata: {
      name: name.trim() || 'new',
      namespace: namespace.trim() || 'default',
      ...(isDryRun ? { annotations: { 'istio.io/dry-run': 'true' } } : {}),
    },
    spec: {
      ...(selected.length > 0 ? { selector: { matchLabels: Object.fromEntries(selected) } } : {}),
      ...spec,
    },
  }
}

/** Without any field the rule matches everything, so that it is written as one that does. */
function buildPolicySpec(form: SecurityForm): Manifest {
  const source = keepFilled({
    principals: splitList(form.principals).map((name) => name.replace(/^spiffe:\/\//, '')),
    namespaces: splitList(form.namespaces),
  })
  const operation = keepFilled({
    methods: splitList(form.methods).map((method) => method.toUpperCase()),
    paths: splitList(form.paths),
    ports: splitList(form.ports),
  })
  const rule = {
    ...(Object.keys(source).length > 0 ? { from: [{ source }] } : {}),
    ...(Object.keys(operation).length > 0 ? { to: [{ operation }] } : {}),
  }
  return { action: form.action, rules: [rule] }
}

function buildPeerSpec({ mode, portModes }: SecurityForm): Manifest {
  const ports = splitPairs(portModes).map(([port, of]) => [port, { mode: of.toUpperCase() }])
  return { mtls: { mode }, ...(ports.length > 0 ? { portLevelMtls: Object.fromEntries(ports) } : {}) }
}

function buildRequestSpec({ issuer, jwksUri, audiences }: SecurityForm): Manifest {
  const rule = {
    issuer: issuer.trim(),
    ...(jwksUri.trim() ? { jwksUri: jwksUri.trim() } : {}),
    ...keepFilled({ audiences: splitList(audiences) }),
  }
  return { jwtRules: [rule] }
}

/** Requests without a token pass RequestAuthentication (istio.io "Require a valid token"): this refuses them. */
function buildTokenPolicy(form: SecurityForm): Manifest {
  const rules = [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }]
  const name = `${form.name.trim() || 'new'}-required`
  return buildObject({ ...form, name }, 'AuthorizationPolicy', { action: 'DENY', rules })
}

function splitList(text: string): readonly string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function splitPairs(text: string): readonly (readonly [string, string])[] {
  return splitList(text).map((part) => {
    const at = part.search(/[=:]/)
    return at < 0 ? [part, ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()]
  })
}

function keepFilled(lists: Readonly<Record<string, readonly string[]>>): Manifest {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0))
}
