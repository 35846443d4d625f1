import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'
import type { Config } from '#server/config/schema.ts'
import { plainAddress } from '#server/http/guards.ts'
import { checkPerson } from '#server/http/sign-in/check-person.ts'
import { type Known, nameImpersonated } from '#server/http/sign-in/find-signed-in.ts'
import { Problem } from '#server/problem.ts'
import type { ViewerSession } from '#server/usecases/context.ts'

/** Set by the front door: who asks, by the word of a proxy that the settings name. */
export const userHeader = 'x-vardia-user'

/**
 * Takes what an authenticating proxy says out of the headers, in any case: from anybody else they are a client's own
 * words. Returns it in the form of the console's own header, when the proxy is one of the settings.
 */
export function takeHeaderUser(
  headers: IncomingHttpHeaders,
  peerAddress: string,
  config: Config,
): string | undefined {
  const { VARDIA_HEADER_USER, VARDIA_HEADER_GROUPS } = config
  const [user, groups] = [headers[VARDIA_HEADER_USER], headers[VARDIA_HEADER_GROUPS]]
  delete headers[VARDIA_HEADER_USER]
  delete headers[VARDIA_HEADER_GROUPS]
  if (config.VARDIA_AUTH !== 'header' || !isInRanges(peerAddress, config.VARDIA_HEADER_PROXIES))
    return undefined
  // Node joins a header that came twice with a comma: such a name is nobody's.
  if (typeof user !== 'string' || user === '') return undefined
  return encodeURIComponent(JSON.stringify({ name: decode(user), groups: splitGroups(groups) }))
}

function splitGroups(header: string | string[] | undefined): readonly string[] {
  return [header ?? []]
    .flat()
    .flatMap((line) => line.split(','))
    .map((group) => decode(group.trim()))
    .filter(Boolean)
}

/** Node reads a byte as a character; proxies write UTF-8. */
function decode(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8')
}

/** Throws Problem unauthenticated when no trusted proxy said who asks. */
export function findHeaderUser(headers: Headers, { adapters }: Known): ViewerSession {
  const said = headers.get(userHeader)
  if (!said) throw new Problem({ kind: 'unauthenticated', code: 'header-missing' })
  // Written by takeHeaderUser alone: a client's copy is dropped before.
  const person = checkPerson(
    JSON.parse(decodeURIComponent(said)) as { name: string; groups: readonly string[] },
  )
  const identity = nameImpersonated(person)
  adapters.kubernetes.admit({ identity, title: person.name, credentials: { impersonate: person } })
  const { name, groups } = person
  return { id: identity, viewer: { identity }, anonymous: false, user: { name, groups }, method: 'header' }
}

function isInRanges(address: string, ranges: readonly string[]): boolean {
  const list = new BlockList()
  for (const range of ranges) {
    const [base = '', length] = range.split('/')
    const family = isIPv6(base) ? 'ipv6' : 'ipv4'
    if (length === undefined) list.addAddress(base, family)
    else list.addSubnet(base, Number(length), family)
  }
  const plain = plainAddress(address)
  return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}
