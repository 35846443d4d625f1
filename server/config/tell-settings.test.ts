import { describe, expect, it } from 'vitest'
import { loadConfig } from '#server/config/load.ts'
import { configSchema } from '#server/config/schema.ts'
import { namedSettings, tellSettings } from '#server/config/tell-settings.ts'

const find = (environment: Record<string, string>, name: string) =>
  tellSettings(loadConfig(environment, {})).find((setting) => setting.name === name)

describe('settings are told to who helps', () => {
  it('each, and each by a rule that somebody chose for it', () => {
    const all = Object.keys(configSchema.shape).sort()
    expect(tellSettings(loadConfig({}, {})).map(({ name }) => name)).toEqual(all)
    expect([...namedSettings].sort()).toEqual(all)
  })

  it.each<[string, string, string]>([
    ['PORT', '8080', '8080'],
    ['VARDIA_NAMESPACES', 'shop, bookinfo', 'shop, bookinfo'],
    ['VARDIA_VIEW_ONLY', 'true', 'true'],
    ['VARDIA_PROMETHEUS_QUERY_SCOPE', '{"cluster":"eu"}', '{"cluster":"eu"}'],
    ['VARDIA_PROMETHEUS_HEADERS', '{"X-Key":"s3cret","A":"s3cret"}', 'A, X-Key'],
    ['VARDIA_PROMETHEUS_URL', 'https://ann:s3cret@h:9/select/0/?key=s3cret#s3cret', 'https://h:9/select/0/'],
    ['VARDIA_ISTIOD_URL', 'http://u:s3cret@a:1, http://b:2', 'http://a:1, http://b:2'],
  ])('%s=%s as %s', (name, given, told) => {
    expect(find({ [name]: given }, name)).toEqual({ name, given: true, hidden: false, value: told })
  })

  it.each([
    'VARDIA_PROMETHEUS_USERNAME',
    'VARDIA_PROMETHEUS_PASSWORD',
    'VARDIA_PROMETHEUS_BEARER_TOKEN',
    'VARDIA_PROMETHEUS_TENANT',
  ])('of %s only that it is set', (name) => {
    expect(find({ [name]: 's3cret' }, name)).toEqual({ name, given: true, hidden: true, value: '' })
    expect(find({}, name)).toMatchObject({ given: false, hidden: false })
  })
})
