import type { UserName } from '#demo/kubernetes/users.ts'
import { type KubernetesRow, rows } from '#e2e/real/fidelity/kubernetes-requests/types.ts'

const paths = [
  '/api/v1/namespaces',
  '/api/v1/namespaces/bookinfo',
  '/api/v1/namespaces/bookinfo/pods',
  '/api/v1/namespaces/bookinfo/secrets',
  '/api/v1/pods',
  '/api/v1/nodes',
  '/apis/networking.istio.io/v1/virtualservices',
  '/apis/networking.istio.io/v1/namespaces/demo-forbidden/virtualservices',
  '/apis/networking.istio.io/v1/namespaces/istio-system/virtualservices/nope',
  '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  '/api/v1/namespaces/bookinfo/nothings',
  '/apis/nope.example/v1/things',
  '/api',
  '/version',
  '/metrics',
  '/nope',
]

const users: readonly UserName[] = ['editor', 'auditor', 'nobody']

const review = (group: string, kind: string, spec?: object): string =>
  JSON.stringify({ apiVersion: `${group}/v1`, kind, ...(spec ? { spec } : {}) })
const json = { 'content-type': 'application/json' }
const everybody: readonly UserName[] = ['admin', 'editor', 'auditor', 'nobody']
const access = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'

const accessSpecs: readonly object[] = [
  {
    resourceAttributes: {
      namespace: 'bookinfo',
      verb: 'create',
      group: 'networking.istio.io',
      resource: 'virtualservices',
    },
  },
  { resourceAttributes: { verb: 'list', group: 'networking.istio.io', resource: 'virtualservices' } },
  { resourceAttributes: { namespace: 'bookinfo', verb: 'get', resource: 'pods', subresource: 'log' } },
  { resourceAttributes: { namespace: 'demo-forbidden', verb: 'list', resource: 'pods', version: 'v1' } },
  { resourceAttributes: { verb: '*', group: '*', resource: '*' } },
  { resourceAttributes: { verb: 'get', resource: 'namespaces', name: 'bookinfo' } },
  { nonResourceAttributes: { path: '/version', verb: 'get' } },
  { nonResourceAttributes: { path: '/metrics', verb: 'get' } },
]

const badReviews: readonly string[] = [
  review('authorization.k8s.io', 'SelfSubjectAccessReview', {}),
  review('authorization.k8s.io', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'SelfSubjectAccessReview', {
    resourceAttributes: { verb: 'get', resource: 'pods' },
    nonResourceAttributes: { path: '/', verb: 'get' },
  }),
  '',
  '{oops',
  '[]',
  '{}',
  review('authorization.k8s.io', 'SelfSubjectRulesReview', { namespace: 'x' }),
  review('nope.example', 'SelfSubjectAccessReview', { resourceAttributes: {} }),
]

/** What each user may not, what they may, and how they ask about it. */
export const denialRows: readonly KubernetesRow[] = [
  ...users.flatMap((as) => rows({ as }, paths)),
  ...rows({ as: 'nobody' }, [
    '/api/v1/namespaces/bookinfo/pods/x/log',
    '/api/v1/namespaces/bookinfo/services/http:x:80/proxy/metrics',
  ]),
  ...rows({ as: 'stranger' }, ['/api/v1/namespaces', '/version', '/healthz', '/nope']),
  ...rows({ as: 'anonymous' }, ['/api/v1/namespaces', '/version']),
  ...rows({ as: 'admin' }, [
    '/nope',
    '/apis/nope.example/v1/things',
    '/api/v1/nothings',
    '/api/v2/pods',
    '/api/v1/namespaces/bookinfo/nothings',
  ]),
  ...rows({ as: 'nobody', method: 'POST', headers: json, body: '{}' }, [
    '/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices',
    '/api/v1/namespaces/bookinfo/pods/x/exec',
    '/api/v1/namespaces',
  ]),
  ...rows({ as: 'auditor', method: 'DELETE' }, [
    '/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/bookinfo',
    '/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices',
  ]),
  ...rows(
    {
      as: 'auditor',
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: '{}',
    },
    ['/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/bookinfo'],
  ),
  ...rows({ as: 'auditor', method: 'PUT', headers: json, body: '{}' }, [
    '/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/bookinfo',
    '/api/v1/namespaces/bookinfo/pods/x/status',
  ]),
  ...everybody.flatMap((as) =>
    accessSpecs.map((spec) => ({
      as,
      path: access,
      method: 'POST',
      headers: json,
      body: review('authorization.k8s.io', 'SelfSubjectAccessReview', spec),
    })),
  ),
  ...everybody.flatMap((as) =>
    ['bookinfo', 'demo-forbidden', 'no-such-namespace'].map((namespace) => ({
      as,
      path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      method: 'POST',
      headers: json,
      body: review('authorization.k8s.io', 'SelfSubjectRulesReview', { namespace }),
    })),
  ),
  ...everybody.map((as) => ({
    as,
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    method: 'POST',
    headers: json,
    body: review('authentication.k8s.io', 'SelfSubjectReview'),
  })),
  ...badReviews.map((body) => ({ path: access, method: 'POST', headers: json, body })),
  {
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    method: 'POST',
    headers: json,
    body: review('authorization.k8s.io', 'SelfSubjectRulesReview', {}),
  },
  { path: access, method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' },
  { path: access, method: 'POST', headers: { 'content-type': 'application/xml' }, body: '{}' },
  { path: access },
  { path: `${access}/x` },
  { path: access, method: 'DELETE' },
  { path: access, method: 'PUT', headers: json, body: '{}' },
]
