import { readFileSync } from 'node:fs'
import type { Configuration, IDToken } from 'openid-client'
import type { OpenidAdapter, OpenidGrant } from '#server/adapters/openid/types.ts'
import type { Config } from '#server/config/schema.ts'
import { isProblem, Problem } from '#server/problem.ts'

type Client = typeof import('openid-client')

const timeoutSeconds = 10

/** Asks nothing yet: the library is loaded and the provider asked for what it offers with the first sign-in. */
export function openOpenid(config: Config): OpenidAdapter {
  let discovering: Promise<{ readonly client: Client; readonly provider: Configuration }> | undefined
  const discover = () => {
    discovering ??= discoverProvider(config).catch((error) => {
      discovering = undefined
      throw describeFailure(config, error)
    })
    return discovering
  }
  return {
    begin: async (redirectUri) => {
      const { client, provider } = await discover()
      const proof = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      }
      const location = client.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope: config.VARDIA_OPENID_SCOPES.join(' '),
        state: proof.state,
        nonce: proof.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(proof.verifier),
        code_challenge_method: 'S256',
      })
      return { location: location.href, proof }
    },
    finish: async (answer, { state, nonce, verifier }) => {
      const { client, provider } = await discover()
      try {
        const tokens = await client.authorizationCodeGrant(provider, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        return buildGrant(config, tokens, tokens.claims())
      } catch (error) {
        throw describeFailure(config, error)
      }
    },
    renew: async (refreshToken, idToken) => {
      const { client, provider } = await discover()
      try {
        const tokens = await client.refreshTokenGrant(provider, refreshToken)
        const grant = buildGrant(config, tokens, tokens.claims())
        // OpenID Connect Core 1.0, section 12.2: the subject is the same.
        if (readSubject(grant.idToken) !== readSubject(idToken)) throw describeClaim('sub')
        // A provider that does not rotate them sends none.
        return { ...grant, refreshToken: grant.refreshToken ?? refreshToken }
      } catch (error) {
        throw describeFailure(config, error)
      }
    },
  }
}

async function discoverProvider(config: Config) {
  const client = await import('openid-client')
  const issuer = new URL(config.VARDIA_OPENID_ISSUER ?? '')
  const file = config.VARDIA_OPENID_CLIENT_SECRET_FILE
  const secret = config.VARDIA_OPENID_CLIENT_SECRET ?? (file ? readFileSync(file, 'utf8').trim() : undefined)
  const provider = await client.discovery(
    issuer,
    config.VARDIA_OPENID_CLIENT_ID ?? '',
    undefined,
    secret ? client.ClientSecretBasic(secret) : client.None(),
    {
      timeout: timeoutSeconds,
      execute: [
        // Signatures are verified although the tokens come straight from the provider.
        client.enableNonRepudiationChecks,
        // The settings allow plain HTTP on this machine alone.
        ...(issuer.protocol === 'http:' ? [client.allowInsecureRequests] : []),
      ],
    },
  )
  return { client, provider }
}

function buildGrant(
  config: Config,
  tokens: { readonly id_token?: string; readonly refresh_token?: string },
  claims: IDToken | undefined,
): OpenidGrant {
  if (!tokens.id_token || !claims) throw describeClaim('id_token')
  const nameClaim = config.VARDIA_OPENID_NAME_CLAIM
  const name = claims[nameClaim]
  if (typeof name !== 'string' || name === '') throw describeClaim(nameClaim)
  // As kube-apiserver does (k8s.io/apiserver plugin/pkg/authenticator/token/oidc): an address that is not proven is nobody's.
  if (nameClaim === 'email' && claims['email_verified'] === false) throw describeClaim('email_verified')
  return {
    name,
    groups: readGroups(claims[config.VARDIA_OPENID_GROUPS_CLAIM]),
    idToken: tokens.id_token,
    endsMs: claims.exp * 1000,
    ...(tokens.refresh_token ? { refreshToken: tokens.refresh_token } : {}),
  }
}

/** One text counts as one group, as for kube-apiserver. */
function readGroups(claim: unknown): readonly string[] {
  const groups = Array.isArray(claim) ? claim : [claim]
  return groups.filter((group): group is string => typeof group === 'string' && group !== '')
}

function describeClaim(claim: string): Problem {
  return new Problem({ kind: 'unauthenticated', code: 'openid-claim', params: { claim } })
}

/** Of a token that was verified when it came. */
function readSubject(idToken: string): unknown {
  const claims: unknown = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString())
  return Reflect.get(Object(claims), 'sub')
}

/** What came is no word of the provider, but of a proxy before it or of nobody, or it broke off. */
const awayCodes = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
])
/** A provider refuses by these (RFC 6749, section 5.2); one that is asked too often, or in need, says so by another. */
const refusals = new Set([400, 401, 403])
/** Errors that say "later", of section 4.1.2.1 there. */
const laterErrors = new Set(['server_error', 'temporarily_unavailable'])

/** An OAuth error is the provider's or a proof's word against this sign-in; anything else is the way to it. */
function describeFailure(config: Config, error: unknown): Problem {
  if (isProblem(error)) return error
  const facts = Object(error)
  const words = [facts.error, facts.error_description ?? facts.message].filter(Boolean).join(': ')
  const isRefused =
    facts.name === 'ResponseBodyError'
      ? refusals.has(facts.status) && !laterErrors.has(facts.error)
      : facts.name === 'AuthorizationResponseError' ||
        (String(facts.code ?? '').startsWith('OAUTH_') && !awayCodes.has(facts.code))
  const issuer = config.VARDIA_OPENID_ISSUER ?? ''
  return isRefused
    ? new Problem({ kind: 'unauthenticated', code: 'openid-refused', params: { issuer }, cause: words })
    : new Problem({ kind: 'unavailable', code: 'openid-away', params: { issuer }, cause: words })
}
