import { isProblem, Problem } from '#server/problem.ts'

/** Takes what was sent in confidence out of words that are quoted to others. */
export type Mask = (words: string) => string

const veil = '[secret]'

/**
 * Careless proxies and debugging servers write what they were sent into the pages of their failures, and we quote those.
 * `secrets` are header values and credentials; empty ones are passed over, the longest goes first.
 */
export function createMask(secrets: readonly string[]): Mask {
  const forms = new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret), escapeJson(secret)]))
  const all = [...forms].filter(Boolean).sort((a, b) => b.length - a.length)
  return (words) => all.reduce((masked, secret) => masked.replaceAll(secret, veil), words)
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

const nobody = { username: '', password: '' }

/** What of a URL's own credentials and of headers must not be told on: also in the form of a basic Authorization. */
export function listSecrets(
  headers: Readonly<Record<string, string>>,
  { username, password }: { readonly username: string; readonly password: string } = nobody,
): readonly string[] {
  const pair = `${username}:${password}`
  return [
    username,
    password,
    ...(pair === ':' ? [] : [Buffer.from(pair).toString('base64')]),
    // Of `Bearer x` the token is what matters.
    ...Object.values(headers).flatMap((value) => [value, value.replace(/^\w+ +/, '')]),
  ]
}

/** The same failure without what was sent in confidence; anything else, and without a mask, as it is. */
export function maskProblem(error: unknown, mask: Mask | undefined): unknown {
  if (!mask || !isProblem(error)) return error
  const { kind, code, adapter, target, issues, cause } = error
  const params = Object.fromEntries(
    Object.entries(error.params).map(([name, value]) => [
      name,
      // The address is ours, and has none.
      typeof value === 'string' && name !== 'address' ? mask(value) : value,
    ]),
  )
  return new Problem({
    kind,
    code,
    params,
    ...(adapter && { adapter }),
    ...(target && { target }),
    ...(issues && { issues }),
    ...(cause === undefined
      ? {}
      : { cause: cause instanceof Error ? new Error(mask(cause.message)) : cause }),
  })
}
