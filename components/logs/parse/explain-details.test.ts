import { describe, expect, it } from 'vitest'
import { explainDetails } from '#components/logs/parse/explain-details.ts'

describe('response code details', () => {
  it.each([
    ['via_upstream', 'via_upstream'],
    ['route_not_found', 'route_not_found'],
    ['upstream_reset_before_response_started{connection_failure}', 'reset_connection_failure'],
    [
      'upstream_reset_before_response_started{connection_failure|delayed connect error: 111}',
      'reset_connection_failure',
    ],
    ['upstream_reset_before_response_started{something_new}', 'upstream_reset_before_response_started'],
    ['upstream_reset_after_response_started{remote_reset}', 'reset_remote_reset'],
    ['rbac_access_denied_matched_policy[none]', 'denied_by_default'],
    ['rbac_access_denied_matched_policy[odd]', 'denied_by_default'],
  ])('%s have words', (details, code) => {
    expect(explainDetails(details)).toMatchObject({ code })
  })

  it('name the rule of the AuthorizationPolicy that denied, counted as people count', () => {
    expect(explainDetails('rbac_access_denied_matched_policy[ns[shop]-policy[no-robots]-rule[1]]')).toEqual({
      code: 'denied_by_rule',
      params: { policy: 'shop/no-robots', rule: '2', provider: '' },
      policy: { namespace: 'shop', name: 'no-robots', rule: 1 },
    })
    expect(
      explainDetails('rbac_access_denied_matched_policy[istio-ext-authz-my-opa-ns[a]-policy[b]-rule[0]]'),
    ).toMatchObject({ code: 'denied_by_provider', params: { provider: 'my-opa' }, policy: { name: 'b' } })
  })

  it.each([
    ['allow policies exist, but none allowed', { code: 'denied_by_default', params: {} }],
    [
      'explicitly denied by: shop/no-robots',
      { code: 'denied_by_policy', params: { policy: 'shop/no-robots' } },
    ],
    [
      'explicitly denied by: istio-system/istio_converted_static_strict',
      { code: 'denied_plain_text', params: {} },
    ],
    [
      'explicitly denied by: shop/converted_peer_authentication_default',
      { code: 'denied_by_peer_authentication', params: { policy: 'shop/default' } },
    ],
    ['workload not found', undefined],
  ])('of ztunnel have words: %s', (reason, told) => {
    expect(explainDetails(`connection closed due to policy rejection: ${reason}`)).toEqual(told)
  })

  it.each(['', 'something_else', '__proto__', 'constructor', 'x{', 'rbac_access_denied_matched_policy['])(
    'that nobody knows (%s) have none',
    (details) => expect(explainDetails(details)).toBeUndefined(),
  )
})
