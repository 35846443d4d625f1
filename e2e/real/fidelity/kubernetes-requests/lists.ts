import {
  asPartial,
  asPartialList,
  asTable,
  type KubernetesRow,
  rows,
} from '#e2e/real/fidelity/kubernetes-requests/types.ts'

/** Collections that a console reads, whole and of one namespace. */
const collections = [
  '/api/v1/namespaces',
  '/api/v1/nodes',
  '/api/v1/pods',
  '/api/v1/namespaces/bookinfo/pods',
  '/api/v1/services',
  '/api/v1/namespaces/bookinfo/services',
  '/api/v1/namespaces/bookinfo/serviceaccounts',
  '/api/v1/namespaces/istio-system/configmaps',
  '/api/v1/events?fieldSelector=involvedObject.kind%3DPod',
  '/apis/apps/v1/deployments',
  '/apis/apps/v1/namespaces/bookinfo/deployments',
  '/apis/apps/v1/replicasets',
  '/apis/apps/v1/statefulsets',
  '/apis/apps/v1/daemonsets',
  '/apis/batch/v1/jobs',
  '/apis/batch/v1/cronjobs',
  '/apis/discovery.k8s.io/v1/namespaces/bookinfo/endpointslices',
  '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  '/apis/rbac.authorization.k8s.io/v1/rolebindings',
  '/apis/rbac.authorization.k8s.io/v1/namespaces/bookinfo/roles',
  '/apis/networking.istio.io/v1/virtualservices',
  '/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices',
  '/apis/networking.istio.io/v1/destinationrules',
  '/apis/networking.istio.io/v1/gateways',
  '/apis/networking.istio.io/v1/serviceentries',
  '/apis/networking.istio.io/v1/sidecars',
  '/apis/networking.istio.io/v1/workloadentries',
  '/apis/networking.istio.io/v1/workloadgroups',
  '/apis/networking.istio.io/v1alpha3/envoyfilters',
  '/apis/networking.istio.io/v1beta1/proxyconfigs',
  '/apis/security.istio.io/v1/peerauthentications',
  '/apis/security.istio.io/v1/authorizationpolicies',
  '/apis/security.istio.io/v1/requestauthentications',
  '/apis/telemetry.istio.io/v1/telemetries',
  '/apis/extensions.istio.io/v1alpha1/wasmplugins',
  '/apis/gateway.networking.k8s.io/v1/gateways',
  '/apis/gateway.networking.k8s.io/v1/httproutes',
  '/apis/gateway.networking.k8s.io/v1/gatewayclasses',
  '/apis/gateway.networking.k8s.io/v1/grpcroutes',
]

/** Other served versions of one collection. */
const otherVersions = [
  '/apis/networking.istio.io/v1beta1/virtualservices',
  '/apis/networking.istio.io/v1alpha3/destinationrules',
  '/apis/security.istio.io/v1beta1/peerauthentications',
  '/apis/gateway.networking.k8s.io/v1beta1/httproutes',
]

const objects = [
  '/api/v1/namespaces/bookinfo',
  '/api/v1/nodes/{first}',
  '/api/v1/namespaces/bookinfo/pods/{first}',
  '/api/v1/namespaces/bookinfo/services/{first}',
  '/api/v1/namespaces/istio-system/configmaps/istio',
  '/apis/apps/v1/namespaces/bookinfo/deployments/{first}',
  '/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/{first}',
  '/apis/security.istio.io/v1/namespaces/istio-system/peerauthentications/{first}',
  '/apis/gateway.networking.k8s.io/v1/gatewayclasses/{first}',
  '/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-admin',
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/peerauthentications.security.istio.io',
]

const tables = [
  ...collections.filter((path) => path !== '/api/v1/nodes'),
  '/api/v1/nodes',
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
]

/** Objects whole, as their metadata alone and as tables. */
export const listRows: readonly KubernetesRow[] = [
  ...rows({}, [...collections, ...otherVersions, ...objects]),
  ...rows({ headers: asTable }, [...tables, ...objects]),
  ...rows({ headers: asTable }, [
    '/api/v1/namespaces/bookinfo/pods?includeObject=None',
    '/api/v1/namespaces/bookinfo/pods?includeObject=Object',
    '/api/v1/namespaces/bookinfo/pods?includeObject=Metadata&limit=2',
    '/api/v1/namespaces/bookinfo/pods?includeObject=Nothing',
    '/apis/networking.istio.io/v1/virtualservices?includeObject=None&limit=1',
  ]),
  ...rows({ headers: asPartialList }, [
    '/api/v1/namespaces',
    '/api/v1/namespaces/bookinfo/pods?limit=2',
    '/apis/networking.istio.io/v1/virtualservices',
    '/apis/apps/v1/deployments',
    '/api/v1/namespaces/bookinfo/pods/{first}',
  ]),
  ...rows({ headers: asPartial }, [
    '/api/v1/namespaces/bookinfo',
    '/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/{first}',
    '/api/v1/namespaces',
  ]),
  ...rows({ headers: { accept: 'application/json;as=Table;v=v1beta1;g=meta.k8s.io' } }, [
    '/api/v1/namespaces',
  ]),
  ...rows({ headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' } }, [
    '/api/v1/namespaces',
  ]),
  ...rows({ headers: { accept: 'application/json;as=Nothing;v=v1;g=meta.k8s.io,application/json' } }, [
    '/api/v1/namespaces',
  ]),
  ...rows({ headers: { accept: 'application/json;q=0.9, */*' } }, ['/api/v1/namespaces/bookinfo']),
  ...rows({ headers: { accept: 'text/html' } }, [
    '/api/v1/namespaces',
    '/api/v1/namespaces/bookinfo',
    '/apis/networking.istio.io/v1/virtualservices',
    '/version',
    '/api',
    '/api/v1',
    '/apis',
    '/apis/apps',
    '/apis/apps/v1',
    '/apis/networking.istio.io/v1',
    '/healthz',
  ]),
  ...rows({ headers: { accept: 'application/json;as=Nothing;v=v1;g=meta.k8s.io' } }, [
    '/api/v1/namespaces',
    '/apis/networking.istio.io/v1/virtualservices',
  ]),
]
