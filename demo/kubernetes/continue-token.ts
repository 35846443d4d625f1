import { badRequest, StatusError } from '#demo/kubernetes/status.ts'

/** Where a list goes on: the version all its pages show (-1: whatever is newest) and the first key not yet shown. */
interface ContinueToken {
  readonly version: number
  readonly start: string
}

const tokenVersion = 'meta.k8s.io/v1'

/** As apiserver's storage.EncodeContinue: base64url without padding, around JSON; the start key ends in NUL. */
export function formatContinue({ version, start }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: tokenVersion, rv: version, start })).toString('base64url')
}

/** Throws 400 in the words of storage.DecodeContinue and of Go's JSON decoder. */
export function parseContinue(token: string): ContinueToken {
  if (!/^[A-Za-z0-9_-]*$/.test(token) || token.length % 4 === 1) {
    const at = token.search(/[^A-Za-z0-9_-]/)
    fail(`illegal base64 data at input byte ${at < 0 ? token.length - 1 : at}`)
  }
  const text = Buffer.from(token, 'base64url').toString('latin1')
  const parsed = parseJson(text)
  const { v, rv, start } = parsed as { v?: unknown; rv?: unknown; start?: unknown } // checked below
  if (v !== tokenVersion) fail(`server does not recognize this encoded version ${v ?? ''}`)
  if (typeof rv !== 'number' || rv === 0)
    fail(`incorrect encoded start resourceVersion (version ${tokenVersion})`)
  if (typeof start !== 'string' || start === '') fail(`encoded start key empty (version ${tokenVersion})`)
  return { version: Number(rv), start: String(start) }
}

function parseJson(text: string): object {
  const start = text.trimStart()
  if (start === '') fail('unexpected end of JSON input')
  if (!start.startsWith('{')) {
    fail(`invalid character '${start[0]}' looking for beginning of value`)
  }
  try {
    return Object(JSON.parse(text))
  } catch {
    return fail('unexpected end of JSON input')
  }
}

function fail(reason: string): never {
  throw new StatusError(badRequest(`invalid continue token: continue key is not valid: ${reason}`))
}
