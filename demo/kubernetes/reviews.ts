import type { AccessAttributes, Authorizer } from '#demo/kubernetes/rbac.ts'
import { badRequest, StatusError, unsupportedMediaType } from '#demo/kubernetes/status.ts'
import type { User } from '#demo/kubernetes/users.ts'

const bodyTypes = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/cbor',
]

/** The reviews by which a user asks about itself. They are answered, never stored. Answers have the code 201. */
export function answerReview(
  kind: string,
  facts: {
    user: User
    authorizer: Authorizer
    body: string
    contentType: string | undefined
    nowText: string
    agent: string
  },
): object {
  const review = parseBody(kind, facts.body, facts.contentType)
  switch (kind) {
    case 'SelfSubjectAccessReview':
      return reviewAccess(review, facts)
    case 'SelfSubjectRulesReview':
      return reviewRules(review, facts)
    default:
      return {
        kind,
        apiVersion: 'authentication.k8s.io/v1',
        metadata: { creationTimestamp: facts.nowText },
        status: {
          userInfo: { username: facts.user.name, uid: facts.user.uid, groups: facts.user.groups },
        },
      }
  }
}

interface Review {
  readonly spec?: {
    readonly namespace?: string
    readonly resourceAttributes?: AccessAttributes & { readonly version?: string }
    readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string }
  }
}

function parseBody(kind: string, body: string, contentType: string | undefined): Review {
  const type = contentType?.split(';')[0]?.trim()
  if (type !== undefined && type !== 'application/json')
    throw new StatusError(unsupportedMediaType(bodyTypes))
  try {
    // Every field is optional and read with care below.
    return Object(JSON.parse(body)) as Review
  } catch {
    throw new StatusError(
      badRequest(
        `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${describeFault(body)}`,
      ),
    )
  }
}

/** In the words of Go's decoder, for the faults that clients make: nothing at all, or no JSON. */
function describeFault(body: string): string {
  if (body.trim() === '') return 'unexpected end of JSON input'
  const [, bad] = /^\s*\{\s*([^"}\s])/.exec(body) ?? []
  const shown = body.length > 100 ? `${body.slice(0, 100)} ...` : body
  if (bad) return `invalid character '${bad}' looking for beginning of object key string (${shown})`
  const [first = ''] = body.trimStart()
  return first === '{'
    ? 'unexpected end of JSON input'
    : `invalid character '${first}' looking for beginning of value (${shown})`
}

function reviewAccess(
  review: Review,
  {
    user,
    authorizer,
    nowText,
    agent,
  }: { user: User; authorizer: Authorizer; nowText: string; agent: string },
) {
  const { resourceAttributes: resource, nonResourceAttributes: plain } = review.spec ?? {}
  if ((resource === undefined) === (plain === undefined)) {
    throw new StatusError(
      badRequest(
        'SelfSubjectAccessReview.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
      ),
    )
  }
  const asked: AccessAttributes = resource
    ? readAttributes(resource)
    : { verb: plain?.verb ?? '', path: plain?.path ?? '' }
  const reason = authorizer.allow(user, asked)
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { managedFields: [buildManagedField(review.spec ?? {}, nowText, agent)] },
    spec: review.spec,
    status: reason ? { allowed: true, reason } : { allowed: false },
  }
}

/** Absent and empty mean the same in an access review: every namespace, no subresource, any name. */
function readAttributes(resource: AccessAttributes): AccessAttributes {
  const { verb = '', group = '', resource: name = '', subresource, namespace, name: object } = resource
  return {
    verb,
    group,
    resource: name,
    ...(subresource ? { subresource } : {}),
    ...(namespace ? { namespace } : {}),
    ...(object ? { name: object } : {}),
  }
}

function buildManagedField(spec: object, time: string, agent: string) {
  const fields = Object.fromEntries(
    Object.entries(spec).map(([field, value]) => [
      `f:${field}`,
      {
        '.': {},
        ...Object.fromEntries(
          Object.keys(Object(value))
            .sort()
            .map((key) => [`f:${key}`, {}]),
        ),
      },
    ]),
  )
  return {
    manager: agent.split('/')[0] || 'unknown',
    operation: 'Update',
    apiVersion: 'authorization.k8s.io/v1',
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': fields },
  }
}

function reviewRules(review: Review, { user, authorizer }: { user: User; authorizer: Authorizer }) {
  const namespace = review.spec?.namespace
  if (!namespace) throw new StatusError(badRequest('no namespace on request'))
  const rules = authorizer.listRules(user, namespace)
  return {
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: {},
    status: {
      resourceRules: rules
        .filter((rule) => rule.resources)
        .map(({ verbs, apiGroups, resources, resourceNames }) => ({
          verbs,
          apiGroups,
          resources,
          ...(resourceNames ? { resourceNames } : {}),
        })),
      nonResourceRules: rules
        .filter((rule) => rule.nonResourceURLs)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
      incomplete: false,
    },
  }
}
