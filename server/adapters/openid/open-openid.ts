import { readFileSync } from 'node:fs'
import type { Configuration, IDToken } from 'openid-client'
import { describeClaim, describeFailure, describeNoWayOut } from '#server/adapters/openid/describe-failure.ts'
import type { OpenidAdapter, OpenidGrant } from '#server/adapters/openid/types.ts'
import type { Config } from '#server/config/schema.ts'

type Client = typeof import('openid-client')

const timeoutSeconds = 10
/** Somebody waits, who is signed out of the console already. */
const leaveTimeoutSeconds = 5

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
        ...config.VARDIA_OPENID_PARAMETERS,
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
    leave: async ({ idToken, back }) => {
      // Asked anew: what was learned once does not tell whether the browser would reach anybody there.
      const { client, provider } = await discoverProvider(config, leaveTimeoutSeconds).catch((error) => {
        throw describeFailure(config, error)
      })
      if (!provider.serverMetadata().end_session_endpoint) throw describeNoWayOut(config)
      return client.buildEndSessionUrl(provider, {
        ...(idToken !== undefined && { id_token_hint: idToken }),
        ...(back && { post_logout_redirect_uri: back.uri, state: back.state }),
      }).href
    },
  }
}

async function discoverProvider(config: Config, timeout = timeoutSeconds) {
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
      timeout,
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

/** Of a token that was verified when it came. */
function readSubject(idToken: string): unknown {
  const claims: unknown = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString())
  return Reflect.get(Object(claims), 'sub')
}
