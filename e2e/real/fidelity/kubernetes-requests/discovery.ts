import { type KubernetesRow, rows } from '#e2e/real/fidelity/kubernetes-requests/types.ts'

const aggregated = (version: string) => ({
  accept: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList,application/json`,
})

/** How kubectl before 1.28 asks for it. */
const protobufV2 = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'

/** What the server serves, how it describes it, and how it refuses what it does not serve. */
export const discoveryRows: readonly KubernetesRow[] = [
  ...rows({}, [
    '/version',
    '/version/',
    '/api',
    '/api/',
    '/apis',
    '/apis/',
    '/api/v1',
    '/apis/apps',
    '/apis/apps/v1',
    '/apis/batch/v1',
    '/apis/discovery.k8s.io/v1',
    '/apis/authorization.k8s.io/v1',
    '/apis/authentication.k8s.io/v1',
    '/apis/rbac.authorization.k8s.io/v1',
    '/apis/apiextensions.k8s.io/v1',
    '/apis/networking.istio.io',
    '/apis/networking.istio.io/v1',
    '/apis/networking.istio.io/v1beta1',
    '/apis/networking.istio.io/v1alpha3',
    '/apis/security.istio.io/v1',
    '/apis/telemetry.istio.io/v1',
    '/apis/extensions.istio.io/v1alpha1',
    '/apis/gateway.networking.k8s.io',
    '/apis/gateway.networking.k8s.io/v1',
    '/apis/gateway.networking.k8s.io/v1beta1',
    '/apis/nope.example',
    '/apis/nope.example/v1',
    '/apis/networking.istio.io/v9',
    '/api/v9',
    '/healthz',
    '/livez',
    '/readyz',
    '/nothing/here',
  ]),
  ...rows({ headers: aggregated('v2') }, ['/api', '/apis']),
  ...rows({ headers: aggregated('v2beta1') }, ['/apis', '/api']),
  ...rows({ headers: aggregated('v9') }, ['/apis']),
  ...rows({ headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList' } }, [
    '/apis',
  ]),
  ...rows({ part: 'keys' }, ['/openapi/v3']),
  ...rows({ part: 'schemas' }, [
    '/openapi/v3/apis/networking.istio.io/v1',
    '/openapi/v3/apis/networking.istio.io/v1alpha3',
    '/openapi/v3/apis/networking.istio.io/v1beta1',
    '/openapi/v3/apis/security.istio.io/v1',
    '/openapi/v3/apis/telemetry.istio.io/v1',
    '/openapi/v3/apis/extensions.istio.io/v1alpha1',
    '/openapi/v3/apis/gateway.networking.k8s.io/v1',
    '/openapi/v3/apis/gateway.networking.k8s.io/v1beta1',
  ]),
  ...rows({}, ['/openapi/v3/apis/nope.example/v1']),
  ...rows({ leftOut: '/openapi/v3/version' }, ['/openapi/v3/version']),
  ...rows({ leftOut: '/apis/events.k8s.io/v1/events' }, ['/apis/events.k8s.io/v1/events']),
  ...rows({ part: 'definitions' }, ['/openapi/v2']),
  ...rows({ part: 'envelope', headers: { accept: protobufV2 } }, ['/openapi/v2']),
  ...rows({ part: 'envelope', headers: { accept: protobufV2.replace('@', '.') } }, ['/openapi/v2']),
  ...rows({ part: 'envelope', headers: { accept: `application/yaml, ${protobufV2};q=0.5, */*;q=0.1` } }, [
    '/openapi/v2',
  ]),
  ...rows({ part: 'envelope', as: 'nobody' }, ['/openapi/v2']),
  ...rows({}, ['/openapi/v2/', '/openapi/v2/apps']),
  ...rows({ headers: { accept: 'application/yaml' } }, ['/openapi/v2']),
]
