import { randomBytes, timingSafeEqual } from 'node:crypto'

export type UserName = 'admin' | 'editor' | 'auditor' | 'nobody'

export interface User {
  readonly name: string
  readonly uid: string
  readonly groups: readonly string[]
  /** Who replaces it takes the former back: it is nobody's from then on. */
  token: string
}

const groups: Readonly<Record<UserName, string>> = {
  admin: 'system:masters',
  editor: 'bookinfo-editors',
  auditor: 'mesh-auditors',
  nobody: 'nobodies',
}

const userNames: readonly UserName[] = ['admin', 'editor', 'auditor', 'nobody']

/** The four users. Tokens are drawn anew at each start unless given, so that none can be guessed or kept. */
export function createUsers(tokens: Partial<Record<UserName, string>> = {}): readonly User[] {
  return userNames.map((name) => ({
    name,
    uid: `u-${name}`,
    groups: [groups[name], 'system:authenticated'],
    token: tokens[name] ?? randomBytes(24).toString('base64url'),
  }))
}

/** The user whose token an Authorization header bears; undefined is answered with 401. */
export function findUser(users: readonly User[], authorization: string | undefined): User | undefined {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? []
  if (!token) return undefined
  const given = Buffer.from(token)
  return users.find((user) => {
    const known = Buffer.from(user.token)
    return known.length === given.length && timingSafeEqual(known, given)
  })
}
