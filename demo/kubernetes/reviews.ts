import { parseReview } from '#demo/kubernetes/parse-review.ts'
import type { AccessAttributes, Authorizer } from '#demo/kubernetes/rbac.ts'
import { badRequest, invalidReview, StatusError } from '#demo/kubernetes/status.ts'
import type { User } from '#demo/kubernetes/users.ts'

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
  // Every field is optional and read with care below.
  const review = parseReview(kind, facts.body, facts.contentType) as Review
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

interface NonResource {
  readonly path?: string
  readonly verb?: string
}

interface Review {
  readonly spec?: {
    readonly namespace?: string
    readonly resourceAttributes?: AccessAttributes & { readonly version?: string }
    readonly nonResourceAttributes?: NonResource
  }
}

/** As registry/authorization validates it: one of the two, not both (kubernetes pkg/apis/authorization/validation). */
function checkAttributes(resource: object | undefined, plain: NonResource | undefined): void {
  if ((resource === undefined) !== (plain === undefined)) return
  const field = resource ? 'spec.nonResourceAttributes' : 'spec.resourceAttributes'
  const shown = plain ? JSON.stringify({ Path: plain.path ?? '', Verb: plain.verb ?? '' }) : 'null'
  const why = resource
    ? 'cannot be specified in combination with resourceAttributes'
    : 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
  throw new StatusError(invalidReview(field, `Invalid value: ${shown}: ${why}`))
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
  checkAttributes(resource, plain)
  const asked: AccessAttributes = resource
    ? readAttributes(resource)
    : { verb: plain?.verb ?? '', path: plain?.path ?? '' }
  const reason = authorizer.allow(user, asked)
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { managedFields: [buildManagedField(review.spec ?? {}, nowText, agent)] },
    spec: review.spec,
    status: reason === undefined ? { allowed: false } : { allowed: true, ...(reason && { reason }) },
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
