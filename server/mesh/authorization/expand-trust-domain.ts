/** The mesh's own trust domain first, then its aliases. */
export type TrustDomains = readonly string[]

const ownDomainWord = 'cluster.local'

/**
 * A principal of a policy, and the same for every alias of its trust domain: where that is one of the mesh's, or
 * `cluster.local`, which always stands for the mesh's own. Only a principal of exactly five parts
 * (`<trust domain>/ns/<namespace>/sa/<account>`) is expanded (istio `pilot/pkg/security/trustdomain/bundle.go`).
 */
export function expandPrincipal(principal: string, domains: TrustDomains): readonly string[] {
  const [domain, ...rest] = principal.split('/')
  if (domain === undefined || rest.length !== 4 || domain === '*') return [principal]
  if (domain !== ownDomainWord && !domains.some((known) => isAlike(domain, known))) return [principal]
  const expanded = domains.map((known) => (endsAs(known, domain) ? principal : [known, ...rest].join('/')))
  return [...new Set(expanded)]
}

/** A trust domain of a policy, and all of the mesh's when it is one of them. */
export function expandTrustDomain(domain: string, domains: TrustDomains): readonly string[] {
  return domains.includes(domain) ? domains : [domain]
}

/** Either may be the pattern. */
function isAlike(a: string, b: string): boolean {
  return a === b || b === '*' || beginsAs(a, b) || beginsAs(b, a) || endsAs(a, b) || endsAs(b, a)
}

function beginsAs(text: string, pattern: string): boolean {
  return pattern.endsWith('*') && text.startsWith(pattern.slice(0, -1))
}

function endsAs(text: string, pattern: string): boolean {
  return pattern.startsWith('*') && text.endsWith(pattern.slice(1))
}
