import { describe, expect, it } from 'vitest'
import { mesh } from '#components/graph/find/find.test-support.ts'
import { findFault, listMatches } from '#components/graph/find/language.ts'
import {
  findOperand,
  labelOperand,
  listOperators,
  operands,
  operandWords,
} from '#components/graph/find/operands.ts'
import { presets } from '#components/graph/find/presets.ts'
import messages from '#messages/en.json' with { type: 'json' }

const documented = [...operands, labelOperand]

/** Kiali's own words (reference/kiali.md, 1.2): its users need learn nothing. */
const kialis = {
  compared:
    'app cluster grpcin grpcout httpin httpout label:x name namespace ns node operation op rank service svc tcpin tcpout ' +
    'version workload wl destprincipal sourceprincipal grpc %grpcerr %grpctraffic http %httperr %httptraffic protocol ' +
    'responsetime rt tcp throughput grpcerr',
  flags:
    'circuitbreaker cb dead faultinjection fi healthy idle inaccessible mirroring outside outsider requestrouting rr ' +
    'requesttimeout rto serviceentry se sidecar sc outofmesh om tcptrafficshifting tcpts trafficshifting ts trafficsource ' +
    'root virtualservice vs workloadentry we mtls traffic',
}

describe('what is documented is accepted', () => {
  it.each(documented.map((operand) => [operand.id, operand] as const))('%s', (_id, operand) => {
    expect(findFault(operand.example)).toBeUndefined()
    expect(messages.graph.query.operand[operand.key].length).toBeGreaterThan(2)
    if (operand === labelOperand) return
    for (const word of [operand.id, ...operand.aliases, operand.id.toUpperCase()]) {
      expect(findOperand(word)).toBe(operand)
      expect(findFault(`has ${word}`)).toBeUndefined()
      for (const operator of listOperators(operand)) {
        const value = operand.answer.kind === 'word' ? operand.answer.words[0] : '5'
        expect([operator, findFault(`${word} ${operator} ${value}`)]).toEqual([operator, undefined])
      }
    }
  })
})

describe('what is accepted is documented', () => {
  it('each word that the parser knows belongs to one operand of the help, whose meaning has words', () => {
    const words = operands.flatMap(({ id, aliases }) => [id, ...aliases])
    expect(new Set(words).size).toBe(words.length)
    expect([...operandWords].sort()).toEqual([...words, 'label:'].sort())
  })

  it('no meaning is told of what is no operand', () => {
    expect(Object.keys(messages.graph.query.operand).sort()).toEqual(
      [...new Set(documented.map(({ key }) => key))].sort(),
    )
  })
})

it.each(kialis.compared.split(' '))('Kiali’s %s is compared', (word) => {
  const operand = findOperand(word)
  expect(operand && listOperators(operand)).toContain('=')
})

it.each(kialis.flags.split(' '))('Kiali’s %s is a flag', (word) => {
  expect(findOperand(word)?.answer.kind).toBe('flag')
  expect(findFault(`is ${word} OR has ${word} OR !${word}`)).toBeUndefined()
})

it.each([...presets.find, ...presets.hide])('the preset $text is a query', ({ text }) => {
  expect(findFault(text)).toBeUndefined()
  expect(listMatches(mesh, text).length).toBeGreaterThanOrEqual(0)
})
