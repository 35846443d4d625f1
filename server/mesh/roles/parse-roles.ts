import { Problem } from '#server/problem.ts'

export const roleNames = ['viewer', 'auditor', 'editor', 'admin'] as const
export type RoleName = (typeof roleNames)[number]

/** One role for some people, everywhere or in some namespaces. */
export interface RoleGrant {
  readonly role: RoleName
  readonly users: readonly string[]
  readonly groups: readonly string[]
  /** Names or globs with `*`; undefined for all, and for what is of no namespace. */
  readonly namespaces: readonly string[] | undefined
}

export interface RoleSettings {
  /** Of whoever no grant names. */
  readonly otherwise: RoleName
  readonly grants: readonly RoleGrant[]
}

type JsonObject = Readonly<Record<string, unknown>>
interface Issue {
  readonly path: string
  readonly message: string
}

const known = { top: ['default', 'grants'], grant: ['role', 'users', 'groups', 'namespaces'] }

/**
 * Reads `{"default": "viewer", "grants": [{"role": "editor", "users": ["ann"], "groups": ["dev"], "namespaces": ["shop",
 * "team-*"]}]}`. Throws Problem invalid with an issue for every fault: a role that nobody meant must not be given.
 */
export function parseRoles(text: string): RoleSettings {
  const issues: Issue[] = []
  const top = readObject(parse(text), '', known.top, issues)
  const otherwise = readRole(top['default'] ?? 'viewer', '.default', issues)
  const list = Array.isArray(top['grants']) ? top['grants'] : []
  if (!Array.isArray(top['grants'])) issues.push({ path: '.grants', message: 'must be a list' })
  const grants = list.map((each, at) => readGrant(each, `.grants[${at}]`, issues))
  if (issues.length > 0) throw new Problem({ kind: 'invalid', code: 'roles-invalid', issues })
  return { otherwise, grants }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readObject(value: unknown, path: string, names: readonly string[], issues: Issue[]): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    issues.push({ path, message: 'must be a JSON object' })
    return {}
  }
  for (const name of Object.keys(value))
    if (!names.includes(name))
      issues.push({ path: `${path}.${name}`, message: `is unknown; there are ${names.join(', ')}` })
  return { ...value }
}

function readRole(value: unknown, path: string, issues: Issue[]): RoleName {
  const role = roleNames.find((name) => name === value)
  if (!role) issues.push({ path, message: `must be one of ${roleNames.join(', ')}` })
  return role ?? 'viewer'
}

function readGrant(value: unknown, path: string, issues: Issue[]): RoleGrant {
  const grant = readObject(value, path, known.grant, issues)
  const [users, groups] = [
    readNames(grant['users'], `${path}.users`, issues),
    readNames(grant['groups'], `${path}.groups`, issues),
  ]
  if (users.length + groups.length === 0) issues.push({ path, message: 'names no users and no groups' })
  const given = grant['namespaces']
  const namespaces = given === undefined ? undefined : readNames(given, `${path}.namespaces`, issues)
  if (namespaces?.length === 0) issues.push({ path: `${path}.namespaces`, message: 'must name one' })
  return { role: readRole(grant['role'], `${path}.role`, issues), users, groups, namespaces }
}

function readNames(value: unknown, path: string, issues: Issue[]): readonly string[] {
  if (value === undefined) return []
  const isList =
    Array.isArray(value) && value.every((each): each is string => typeof each === 'string' && each !== '')
  if (!isList) issues.push({ path, message: 'must be a list of names' })
  return isList ? value : []
}
