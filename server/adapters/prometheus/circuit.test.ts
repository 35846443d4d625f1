import { expect, test } from 'vitest'
import { createCircuit } from '#server/adapters/prometheus/circuit.ts'
import { Problem } from '#server/problem.ts'

const silence = new Problem({ kind: 'timeout', code: 'prometheus-timeout' })
const dislike = new Problem({ kind: 'refused', code: 'prometheus-refused' })
const fail = (problem: Problem) => () => Promise.reject(problem)

async function open(now: () => number) {
  const circuit = createCircuit(now)
  for (let count = 0; count < 3; count += 1) await circuit.watch(fail(silence)).catch(() => undefined)
  return circuit
}

test('it rests after three silences, and lets one question through when the rest is over', async () => {
  let nowMs = 0
  const circuit = await open(() => nowMs)
  expect(circuit.resting()).toMatchObject({ problem: silence })
  nowMs = 60_000
  expect(circuit.resting()).toBeUndefined()
  const probe = Promise.withResolvers<string>()
  const probing = circuit.watch(() => probe.promise)
  expect(circuit.resting()).toMatchObject({ leftMs: 0 })
  probe.resolve('well')
  expect(await probing).toBe('well')
  expect(circuit.resting()).toBeUndefined()
  expect(circuit.state()).toMatchObject({ state: 'ok', lastGoodMs: 60_000 })
})

test('a probe that fails begins a new rest', async () => {
  let nowMs = 0
  const circuit = await open(() => nowMs)
  nowMs = 60_000
  await circuit.watch(fail(silence)).catch(() => undefined)
  expect(circuit.resting()?.leftMs).toBeGreaterThan(0)
})

test('questions that the server dislikes neither open it nor spoil its state', async () => {
  const circuit = createCircuit(() => 0)
  for (let count = 0; count < 5; count += 1) await circuit.watch(fail(dislike)).catch(() => undefined)
  expect(circuit.resting()).toBeUndefined()
  expect(circuit.state().state).toBe('ok')
})

test('each change of state is told once', async () => {
  const circuit = createCircuit(() => 0)
  const told: string[] = []
  circuit.onChange(() => told.push(circuit.state().state))
  for (let count = 0; count < 4; count += 1) await circuit.watch(fail(silence)).catch(() => undefined)
  await circuit.watch(async () => 1)
  expect(told).toEqual(['degraded', 'down', 'ok'])
})
