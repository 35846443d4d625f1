import { expect, test } from 'vitest'
import { calls } from '#contract/calls.ts'
import type { Call } from '#contract/define-call.ts'
import { closedQuestions, openQuestions } from '#e2e/journeys/closed-questions.ts'

test('every call of the API is asked as who may see a part', () => {
  expect(Object.keys(openQuestions).sort()).toEqual(calls.map(({ name }) => name).sort())
})

/** Words of an input that can name what somebody may not see. */
const naming = [
  ...['namespace', 'namespaces', 'name', 'id', 'objects', 'workload', 'app', 'service', 'pod', 'around'],
  ...['node', 'edge', 'from', 'to', 'yaml', 'baseNamespaces', 'after', 'who', 'user', 'objects'],
]

/** Those that are asked elsewhere, or that name no object. */
const elsewhere: Readonly<Record<string, string>> = {
  'switch-identity.name': 'an identity of the kubeconfig, which its owner holds anyhow',
  'all-sessions.user': 'for an admin alone: server/http/sign-in/all-sessions.test.ts',
  'end-sessions.user': 'the same',
  'end-sessions.id': 'the same',
  'audit.who': 'a person; rows are cut by their place',
  'audit-verification.after': 'a number of a row, of which nothing else is told',
  'metrics.from': 'a moment',
  'metrics.to': 'a moment',
  'metric-points.from': 'a moment',
  'metric-points.to': 'a moment',
  'dashboards.from': 'a moment',
  'dashboards.to': 'a moment',
}

/** The words by which the questions ask a call about what is closed. */
function listAsked({ method, path }: Call): readonly string[] {
  return closedQuestions
    .filter((asked) => asked.path.split('?', 1)[0] === path && (asked.body ? 'POST' : 'GET') === method)
    .flatMap(({ path: target, body }) => [
      ...[...new URL(target, 'http://localhost').searchParams]
        .filter(([, value]) => /\{\w+\}/.test(value))
        .map(([key]) => key),
      ...Object.entries(body ?? {})
        .filter(([, value]) =>
          /\{(namespace|workload|service|trace|node|edge|object|change)\}/.test(JSON.stringify(value)),
        )
        .map(([key]) => key),
    ])
}

test('every word of every call that can name something is asked with something closed', () => {
  const missing = calls.flatMap((call) => {
    const { def } = call.input._zod
    const shape = 'shape' in def && typeof def.shape === 'object' ? (def.shape ?? {}) : {}
    const asked = listAsked(call)
    return Object.keys(shape)
      .filter((key) => naming.includes(key) && !asked.includes(key))
      .map((key) => `${call.name}.${key}`)
      .filter((word) => elsewhere[word] === undefined)
  })
  expect(missing).toEqual([])
})
