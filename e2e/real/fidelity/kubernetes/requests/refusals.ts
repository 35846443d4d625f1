import { type KubernetesRow, rows } from '#e2e/real/fidelity/kubernetes/requests/types.ts'

const json = { 'content-type': 'application/json' }
const routes = '/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices'

/** Objects and methods that are not there. */
export const refusalRows: readonly KubernetesRow[] = [
  ...rows({}, [
    `${routes}/nope`,
    '/api/v1/namespaces/nope',
    '/api/v1/namespaces/nope/pods',
    '/api/v1/namespaces/nope/pods/nope',
    '/api/v1/nodes/nope',
    '/apis/apps/v1/namespaces/bookinfo/deployments/nope',
    '/apis/gateway.networking.k8s.io/v1/gatewayclasses/nope',
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/nope',
    '/apis/networking.istio.io/v1/envoyfilters',
    '/apis/networking.istio.io/v1/virtualservices/bookinfo',
    '/api/v1/namespaces/bookinfo/nodes',
    '/api/v1/namespaces/bookinfo/nodes/node-a',
    '/api/v1/pods/nope',
    '/api/v1/namespaces/bookinfo/pods/Nope_Name',
    '/api/v1/namespaces/bookinfo/pods/{first}/nothing',
    '/api/v1/namespaces/bookinfo/pods/nope/log',
    '/api/v1/namespaces/bookinfo/pods/{first}/status',
    '/api/v1/namespaces/bookinfo/status',
    '/api/v1/namespaces/bookinfo/finalize',
    '/apis/gateway.networking.k8s.io/v1/gatewayclasses/{first}/status',
    `${routes}/{first}/status`,
    `${routes}/{first}/nothing`,
    `${routes}/{first}/scale`,
    '/apis/apps/v1/namespaces/bookinfo/deployments/{first}/status',
    '/api/v1/namespaces/bookinfo/',
    '//api/v1/namespaces/bookinfo',
    '/api/v1/namespaces/book%69nfo',
  ]),
  ...rows({ method: 'DELETE' }, [
    '/version',
    '/api',
    '/apis/networking.istio.io/v1',
    '/healthz',
    '/nope',
    '/openapi/v3',
  ]),
  ...rows({ method: 'POST', headers: json, body: '{}' }, ['/version', '/api/v1', '/apis', '/nope']),
  ...rows({ method: 'POST', headers: json, body: '{}' }, [
    `${routes}/bookinfo`,
    '/api/v1/namespaces/bookinfo/pods/x',
    '/api/v1/pods',
  ]),
  ...rows({ method: 'PUT', headers: json, body: '{}' }, [
    routes,
    '/api/v1/namespaces/bookinfo/pods',
    '/api/v1/pods',
  ]),
  ...rows({ method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body: '{}' }, [
    routes,
    '/api/v1/namespaces/bookinfo/pods',
  ]),
  ...rows({ method: 'HEAD' }, [
    '/version',
    '/api/v1/namespaces/bookinfo',
    '/api/v1/namespaces/nope',
    '/api/v1/namespaces',
  ]),
  ...rows({ method: 'OPTIONS' }, ['/version', '/api/v1/namespaces', '/api/v1/namespaces/bookinfo']),
]
