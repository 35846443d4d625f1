import { describe, expect, it } from 'vitest'
import { problemKindSchema, problemSchema } from '#contract/problem.ts'
import messages from '#messages/en.json' with { type: 'json' }
import { causeLimit, presentProblem, problemTable } from '#server/http/problem-response.ts'
import { Problem } from '#server/problem.ts'

const anyParams = { requestId: 'r1', type: 'text/plain', host: 'h', limit: 1, allow: 'GET' }

describe('a problem in its wire form', () => {
  it.each([
    ['invalid', 400, false],
    ['unauthenticated', 401, false],
    ['forbidden', 403, false],
    ['not-found', 404, false],
    ['conflict', 409, false],
    ['unavailable', 503, true],
    ['refused', 422, false],
    ['timeout', 504, true],
    ['unsupported', 501, false],
    ['bug', 500, false],
  ] as const)('of kind %s has status %i and retry %s', (kind, status, retry) => {
    const body = presentProblem(new Problem({ kind, code: 'some-code' }), 'r1')
    expect(problemSchema.parse(body)).toMatchObject({ kind, status, retry, requestId: 'r1' })
  })

  it('knows every kind of the contract', () => {
    expect(Object.keys(problemTable).sort()).toEqual([...problemKindSchema.options].sort())
  })

  it.each([
    ['method-not-allowed', 405],
    ['body-too-large', 413],
    ['body-media-type', 415],
    ['host-foreign', 421],
    ['too-many-streams', 429],
  ])('of code %s has the status %i that HTTP has for it', (code, status) => {
    expect(presentProblem(new Problem({ kind: 'invalid', code, params: anyParams }), 'r1').status).toBe(
      status,
    )
    expect(messages.problem).toHaveProperty(code)
  })

  it('is worded from the catalogue with its parameters', () => {
    const problem = new Problem({ kind: 'invalid', code: 'body-too-large', params: { limit: 1048576 } })
    expect(presentProblem(problem, 'r1')).toMatchObject({
      title: messages.problem['body-too-large'].title,
      detail: 'A body may have at most 1,048,576 bytes.',
    })
  })

  it('names the data source, what was asked, and its own words', () => {
    const body = presentProblem(
      new Problem({
        kind: 'refused',
        code: 'prometheus-refused',
        params: { address: 'http://prometheus' },
        adapter: 'prometheus',
        target: '/api/v1/query',
        cause: new Error('query processing would load too many samples'),
      }),
      'r1',
    )
    expect(body).toMatchObject({
      adapter: 'prometheus',
      target: '/api/v1/query',
      cause: 'query processing would load too many samples',
    })
  })

  it.each([
    ['an error', new Error('x'.repeat(9_999))],
    ['a text', 'x'.repeat(9_999)],
    ['an object', { text: 'x'.repeat(9_999) }],
  ])('has at most %#: 500 characters of a cause that is %s', (_what, cause) => {
    const body = presentProblem(new Problem({ kind: 'bug', code: 'bug', params: anyParams, cause }), 'r1')
    expect(body.cause?.length).toBe(causeLimit)
  })

  it('is known by its shape, since Next gives each room its own copy of the class', () => {
    const copy = Object.assign(new Error('not-found: x'), {
      name: 'Problem',
      kind: 'not-found',
      code: 'path-not-found',
      params: {},
    })
    expect(presentProblem(copy, 'r1').status).toBe(404)
  })

  it.each([[new TypeError('secret of the code')], ['secret of the code'], [undefined], [null]])(
    'tells nothing of %s, which is a fault of ours',
    (thrown) => {
      const body = presentProblem(thrown, 'r1')
      expect(body).toMatchObject({ kind: 'bug', status: 500, params: { requestId: 'r1' } })
      expect(JSON.stringify(body)).not.toContain('secret')
    },
  )
})
