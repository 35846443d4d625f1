import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkObject } from '#server/mesh/checks/check-object.ts'

/** Codes and places of the faults of one patch, `~` before a warning. */
function judge(patch: string) {
  return checkObject({
    ...{ apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter' },
    metadata: { name: 'a', namespace: 'demo' },
    spec: { configPatches: [parse(patch) as unknown] },
  }).map(({ level, code, path }) =>
    `${level === 'error' ? '' : '~'}${code} ${path.replace('spec.configPatches[0]', '')}`.trim(),
  )
}

const add = 'patch: {operation: ADD, value: {a: 1}}'
const filter = (applyTo: string, of: string) =>
  `{applyTo: ${applyTo}, ${add}, match: {listener: {filterChain: {filter: ${of}}}}}`
const manager = 'envoy.filters.network.http_connection_manager'

// istio pkg/config/validation/envoyfilter/envoyfilter.go
describe('a patch of an EnvoyFilter', () => {
  it.each<readonly [what: string, patch: string, faults: readonly string[]]>([
    ['is good', `{applyTo: HTTP_FILTER, ${add}}`, []],
    ['says what it is applied to', `{${add}}`, ['config-required .applyTo']],
    ['is applied to something', `{applyTo: INVALID, ${add}}`, ['config-required .applyTo']],
    ['is there', '{applyTo: CLUSTER}', ['config-required .patch']],
    ['says what it does', '{applyTo: CLUSTER, patch: {value: {a: 1}}}', ['config-required .patch.operation']],
    ['has a value', '{applyTo: CLUSTER, patch: {operation: MERGE}}', ['config-required .patch.value']],
    ['that removes needs no value', '{applyTo: CLUSTER, patch: {operation: REMOVE}}', []],
    ['of a waypoint is not judged', '{match: {context: WAYPOINT, waypoint: {}}}', []],
    [
      'takes a regex for the proxy’s version',
      `{applyTo: CLUSTER, ${add}, match: {proxy: {proxyVersion: "(1"}}}`,
      ['config-regex .match.proxy.proxyVersion'],
    ],
    [
      'warns of a very long one, which istiod passes over',
      `{applyTo: CLUSTER, ${add}, match: {proxy: {proxyVersion: ${'1'.repeat(1025)}a}}}`,
      ['~config-regex-long .match.proxy.proxyVersion'],
    ],
    [
      'of a cluster matches no listener',
      `{applyTo: CLUSTER, ${add}, match: {listener: {}}}`,
      ['config-needs .match.listener'],
    ],
    [
      'of a route matches no cluster',
      `{applyTo: HTTP_ROUTE, ${add}, match: {cluster: {}}}`,
      ['config-needs .match.cluster'],
    ],
    ['of the bootstrap may match anything', `{applyTo: BOOTSTRAP, ${add}, match: {cluster: {}}}`, []],
    [
      'names the filter that it matches',
      filter('NETWORK_FILTER', '{}'),
      ['config-required .match.listener.filterChain.filter.name'],
    ],
    [
      'of a listener matches a filter in vain',
      filter('LISTENER', '{name: a}'),
      ['~config-needs .match.listener.filterChain.filter'],
    ],
    [
      'looks into HTTP filters alone',
      filter('NETWORK_FILTER', `{name: ${manager}, subFilter: {name: a}}`),
      ['config-needs .match.listener.filterChain.filter.subFilter'],
    ],
    [
      'looks into the connection manager alone',
      filter('HTTP_FILTER', '{name: other, subFilter: {name: a}}'),
      ['config-unsupported .match.listener.filterChain.filter.name'],
    ],
    [
      'names the HTTP filter that it looks for',
      filter('HTTP_FILTER', `{name: ${manager}, subFilter: {}}`),
      ['config-required .match.listener.filterChain.filter.subFilter.name'],
    ],
    ['may look for one', filter('HTTP_FILTER', `{name: ${manager}, subFilter: {name: a}}`), []],
  ])('%s', (_what, patch, faults) => expect(judge(patch)).toEqual(faults))
})
