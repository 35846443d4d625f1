import { expect, test } from 'vitest'
import { calls } from '#contract/calls.ts'
import { openQuestions } from '#e2e/journeys/closed-questions.ts'

test('every call of the API is asked as who may see a part', () => {
  expect(Object.keys(openQuestions).sort()).toEqual(calls.map(({ name }) => name).sort())
})
