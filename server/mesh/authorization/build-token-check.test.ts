import { describe, expect, it } from 'vitest'
import { buildTokenCheck, type PresentedToken } from '#server/mesh/authorization/build-token-check.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'

function check(rules: readonly object[], token: PresentedToken | undefined) {
  const manifests = rules.map((rule, index) => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'RequestAuthentication',
    metadata: { namespace: 'shop', name: `r${index}` },
    spec: { jwtRules: [rule] },
  }))
  const proxy = { namespace: 'shop', labels: {} }
  return buildTokenCheck(buildSnapshotFromManifests({ manifests }), proxy)(token)
}

const token = (payload: Record<string, unknown>, verifies = true) => ({
  payload: { iss: 'i', ...payload },
  verifies,
})
const refused = (status: number) => ({ refused: status })

// Envoy source/extensions/filters/http/jwt_authn, and check_audience of its JWT library
describe('the token of a request', () => {
  it.each<[string, readonly object[], PresentedToken | undefined, unknown]>([
    ['is not read where nothing asks', [], token({}), {}],
    ['may be missing', [{ issuer: 'i' }], undefined, {}],
    [
      'is taken when it satisfies one of several policies',
      [{ issuer: 'j' }, { issuer: 'i' }],
      token({}),
      { payload: { iss: 'i' } },
    ],
    ['is refused from another issuer', [{ issuer: 'j' }], token({}), refused(401)],
    ['is refused when it does not verify', [{ issuer: 'i' }], token({}, false), refused(401)],
    [
      'is refused for another audience',
      [{ issuer: 'i', audiences: ['a'] }],
      token({ aud: ['b'] }),
      refused(403),
    ],
    [
      'is refused without an audience that is asked',
      [{ issuer: 'i', audiences: ['a'] }],
      token({}),
      refused(403),
    ],
    [
      'may name its audience with scheme and slash',
      [{ issuer: 'i', audiences: ['a.test'] }],
      token({ aud: 'https://a.test/' }),
      { payload: { iss: 'i', aud: 'https://a.test/' } },
    ],
  ])('%s', (_what, rules, presented, answer) => {
    expect(check(rules, presented)).toEqual(answer)
  })
})
