import { expect, test, vi } from 'vitest'
import type { StateFacts } from '#server/adapters/kubernetes/judge-status.ts'
import { createStateTeller } from '#server/adapters/kubernetes/tell-state.ts'

function watchTeller() {
  let facts: StateFacts = { state: 'ok' }
  const told: string[] = []
  const log: string[] = []
  const teller = createStateTeller({
    judge: () => facts,
    listUnseen: () => [],
    log: {
      info: (_facts, words) => log.push(`info ${words}`),
      warn: (_facts, words) => log.push(`warn ${words}`),
    },
    tell: () => told.push(facts.state),
  })
  const become = (state: StateFacts['state']) => {
    facts = { state }
    teller.update()
  }
  return { teller, become, told, log }
}

test('many watches that end one after the other are told and logged as one change', () => {
  vi.useFakeTimers()
  try {
    const { teller, become, told, log } = watchTeller()
    for (let watch = 0; watch < 25; watch += 1) become('degraded')
    become('down')
    expect(teller.current().state).toBe('down')
    vi.runAllTimers()
    expect(told).toEqual(['down'])
    expect(log).toHaveLength(1)
  } finally {
    vi.useRealTimers()
  }
})

test('what was well again at once is told to nobody', () => {
  vi.useFakeTimers()
  try {
    const { become, told, log } = watchTeller()
    become('degraded')
    become('ok')
    vi.runAllTimers()
    expect([...told, ...log]).toEqual([])
  } finally {
    vi.useRealTimers()
  }
})
