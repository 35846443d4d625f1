const resets = [
  'connection_failure',
  'connection_termination',
  'overflow',
  'remote_reset',
  'remote_refused_stream_reset',
  'local_reset',
  'protocol_error',
  'connection_timeout',
] as const

const answers = [
  'via_upstream',
  'direct_response',
  'route_not_found',
  'cluster_not_found',
  'no_healthy_upstream',
  'response_timeout',
  'upstream_response_timeout',
  'upstream_per_try_timeout',
  'upstream_max_stream_duration_reached',
  'request_overall_timeout',
  'request_header_timeout',
  'stream_idle_timeout',
  'max_duration_timeout',
  'duration_timeout',
  'downstream_remote_disconnect',
  'downstream_local_disconnect',
  'fault_filter_abort',
  'fault_filter_overflow',
  'request_rate_limited',
  'local_rate_limited',
  'rate_limiter_error',
  'ext_authz_denied',
  'ext_authz_error',
  'jwt_authn_access_denied',
  'filter_chain_not_found',
  'maintenance_mode',
  'cluster_maintenance_mode',
  'upgrade_failed',
  'low_version',
  'missing_host_header',
  'path_normalization_failed',
  'request_headers_too_large',
  'request_payload_too_large',
  'response_payload_too_large',
  'overload',
  'drop_overload',
] as const

type ExplanationCode =
  | (typeof answers)[number]
  | `reset_${(typeof resets)[number]}`
  | 'upstream_reset_before_response_started'
  | 'upstream_reset_after_response_started'
  | 'denied_by_rule'
  | 'denied_by_provider'
  | 'denied_by_default'
  | 'denied_by_policy'
  | 'denied_by_peer_authentication'
  | 'denied_plain_text'

/** Why a proxy answered as it did: a key under `logs.details` and its parameters. */
export interface Explanation {
  readonly code: ExplanationCode
  readonly params: Readonly<Record<string, string>>
  /** The AuthorizationPolicy that decided, where the proxy names it; `rule` counts from 0. */
  readonly policy?: { readonly namespace: string; readonly name: string; readonly rule: number }
}

/**
 * Envoy's %RESPONSE_CODE_DETAILS% in words (Envoy docs/root/configuration/http/http_conn_man/response_code_details.rst),
 * and how Istio names the rule of a policy in it (pilot/pkg/security/authz/builder, policyName). Undefined for what is
 * not in the table: it is shown as it is written.
 */
export function explainDetails(details: string): Explanation | undefined {
  const denied = /^rbac_access_denied_matched_policy\[(.*)\]$/.exec(details)
  if (denied) return explainDenied(denied[1] ?? '')
  const [, rejected] = /^connection closed due to policy rejection: (.*)$/.exec(details) ?? []
  if (rejected !== undefined) return explainRejected(rejected)
  const [, head = details, rest = ''] = /^(\w+?)\{(.*)\}$/.exec(details) ?? []
  if (head === 'upstream_reset_before_response_started' || head === 'upstream_reset_after_response_started')
    return explainReset(head, rest)
  const answer = answers.find((code) => code === head)
  return answer && { code: answer, params: {} }
}

/**
 * What ztunnel says when it closes a connection (istio/ztunnel#1273). What istiod makes of PeerAuthentication for it bears
 * these names: pilot/pkg/serviceregistry/ambient, model.StaticStrictPolicyName and convertedPeerAuthenticationPrefix.
 */
function explainRejected(reason: string): Explanation | undefined {
  if (reason === 'allow policies exist, but none allowed') return { code: 'denied_by_default', params: {} }
  const [, namespace = '', name] = /^explicitly denied by: ([^/\s]+)\/(\S+)$/.exec(reason) ?? []
  if (name === undefined) return undefined
  if (name === 'istio_converted_static_strict') return { code: 'denied_plain_text', params: {} }
  const [, peer] = /^converted_peer_authentication_(.+)$/.exec(name) ?? []
  return {
    code: peer === undefined ? 'denied_by_policy' : 'denied_by_peer_authentication',
    params: { policy: `${namespace}/${peer ?? name}` },
  }
}

function explainDenied(policy: string): Explanation {
  const named = /^(?:istio-ext-authz-(.+?)-)?ns\[([^\]]+)\]-policy\[([^\]]+)\]-rule\[(\d+)\]$/.exec(policy)
  if (!named) return { code: 'denied_by_default', params: {} }
  const [, provider, namespace = '', name = '', rule = '0'] = named
  const facts = { namespace, name, rule: Number(rule) }
  const params = { policy: `${namespace}/${name}`, rule: String(facts.rule + 1), provider: provider ?? '' }
  return { code: provider ? 'denied_by_provider' : 'denied_by_rule', params, policy: facts }
}

type ResetHead = 'upstream_reset_before_response_started' | 'upstream_reset_after_response_started'

function explainReset(head: ResetHead, rest: string): Explanation {
  // Newer Envoys add the transport's own words: `connection_failure|delayed connect error: …`.
  const bar = rest.search(/[|,]/)
  const reason = bar < 0 ? rest : rest.slice(0, bar)
  const known = resets.find((one) => one === reason)
  return { code: known ? `reset_${known}` : head, params: {} }
}
