import { describe, expect, it } from 'vitest'
import { ConfigFaults, type Environment, loadConfig } from '#server/config/load.ts'

function listFaults(environment: Environment): readonly string[] {
  try {
    loadConfig({}, environment)
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults
    throw error
  }
  return []
}

describe('the settings', () => {
  it('need no environment at all', () => {
    expect(loadConfig({}, {})).toMatchObject({ HOST: '127.0.0.1', PORT: 20_002, VARDIA_BASE_PATH: '' })
  })

  it.each<[Environment, object]>([
    [{ PORT: '8080' }, { PORT: 8080 }],
    [{ PORT: '' }, { PORT: 20_002 }],
    [{ VARDIA_VIEW_ONLY: 'true' }, { VARDIA_VIEW_ONLY: true }],
    [
      { VARDIA_ALLOWED_HOSTS: ' a.example , b.example,' },
      { VARDIA_ALLOWED_HOSTS: ['a.example', 'b.example'] },
    ],
    [{ VARDIA_BASE_PATH: '/x/y' }, { VARDIA_BASE_PATH: '/x/y' }],
    [{ VARDIA_HEALTH_RATES: '[]' }, { VARDIA_HEALTH_RATES: '[]' }],
  ])('%o is read as %o', (environment, config) => {
    expect(loadConfig({}, environment)).toMatchObject(config)
  })

  it('may be overridden, and are not where the override says nothing', () => {
    expect(loadConfig({ PORT: '1', HOST: undefined }, { PORT: '2', HOST: '::1' })).toMatchObject({
      PORT: 1,
      HOST: '::1',
    })
  })

  it.each<[Environment, string]>([
    [{ PORT: 'x' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ VARDIA_BASE_PATH: 'x' }, 'VARDIA_BASE_PATH'],
    [{ VARDIA_BASE_PATH: '/x/' }, 'VARDIA_BASE_PATH'],
    [{ VARDIA_BASE_PATH: '/x/../y"' }, 'VARDIA_BASE_PATH'],
    [{ VARDIA_PROMETHEUS_URL: 'prometheus:9090' }, 'VARDIA_PROMETHEUS_URL'],
    [{ VARDIA_PROMETHEUS_URL: 'file:///etc/passwd' }, 'VARDIA_PROMETHEUS_URL'],
    [{ VARDIA_ISTIOD_URL: 'http://istiod:15014, istiod:15014' }, 'VARDIA_ISTIOD_URL'],
    [{ VARDIA_QUERY_TIMEOUT_SECONDS: '0' }, 'VARDIA_QUERY_TIMEOUT_SECONDS'],
    [{ VARDIA_VIEW_ONLY: 'perhaps' }, 'VARDIA_VIEW_ONLY'],
    [{ VARDIA_LOG_LEVEL: 'loud' }, 'VARDIA_LOG_LEVEL'],
    [{ VARDIA_DISCOVERY_SELECTORS: '{}' }, 'VARDIA_DISCOVERY_SELECTORS'],
    [{ VARDIA_HEALTH_RATES: '[' }, 'VARDIA_HEALTH_RATES'],
    [{ VARDIA_BASEPATH: '/x' }, 'VARDIA_BASEPATH'],
  ])('%o is a fault that names %s', (environment, name) => {
    const faults = listFaults(environment)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(new RegExp(`^${name}: \\S+`))
  })

  it('tell all their faults at once', () => {
    const faults = listFaults({
      PORT: 'x',
      VARDIA_LOG_LEVEL: 'loud',
      VARDIA_HEALTH_RATES: '[',
      VARDIA_X: '1',
    })
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'PORT',
      'VARDIA_HEALTH_RATES',
      'VARDIA_LOG_LEVEL',
      'VARDIA_X',
    ])
  })

  it('never repeat a value, which may hold a password', () => {
    const faults = listFaults({ VARDIA_PROMETHEUS_URL: 'ftp://reader:secret@host', VARDIA_TOKEN: 'secret' })
    expect(faults).toHaveLength(2)
    expect(faults.join()).not.toContain('secret')
  })
})

it('name every fault of the health rates beside those of other settings', () => {
  const rates = '[{"kind":"[","tolerance":[{"code":"","failure":101}]}]'
  const faults = listFaults({ PORT: 'x', VARDIA_HEALTH_RATES: rates })
  expect(faults.map((fault) => fault.split(':', 1)[0])).toEqual([
    'PORT',
    'VARDIA_HEALTH_RATES[0].kind',
    'VARDIA_HEALTH_RATES[0].tolerance[0].code',
    'VARDIA_HEALTH_RATES[0].tolerance[0].failure',
  ])
})
