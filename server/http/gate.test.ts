import { expect, it } from 'vitest'
import { createGate } from '#server/http/gate.ts'

it('gives one session for its token, once', () => {
  const { gate, token } = createGate()
  const id = gate.exchange(token)
  expect(id).toMatch(/^[\w-]{43}$/)
  expect(gate.find(id ?? '')).toEqual({})
  expect(gate.exchange(token)).toBeUndefined()
})

it.each(['', 'x', `${'A'.repeat(42)}E`, '\0', 'ü'.repeat(5_000)])('gives none for %j', (given) => {
  const { gate, token } = createGate()
  expect(gate.exchange(given)).toBeUndefined()
  expect(gate.find(given)).toBeUndefined()
  expect(gate.exchange(`${token} `)).toBeUndefined()
  expect(gate.exchange(token), 'a wrong guess does not use the token up').toBeDefined()
})

it('does not take the token for a session, nor a session of another console', () => {
  const [one, other] = [createGate(), createGate()]
  const id = one.gate.exchange(one.token) ?? ''
  expect(one.gate.find(one.token)).toBeUndefined()
  expect(other.gate.find(id)).toBeUndefined()
  expect(other.gate.exchange(one.token)).toBeUndefined()
})

it('remembers whom a session chose to look as, and lets nobody else choose', () => {
  const { gate, token } = createGate()
  const id = gate.exchange(token) ?? ''
  gate.choose(id, 'auditor')
  gate.choose('somebody', 'admin')
  expect(gate.find(id)).toEqual({ identity: 'auditor' })
  expect(gate.find('somebody')).toBeUndefined()
})
