import { expect, test } from 'vitest'
import { loadConfig } from '#server/config/load.ts'

const faultsOf = (settings: Record<string, string>): string => {
  try {
    loadConfig(settings, {})
    return ''
  } catch (error) {
    return String(Object(error).message)
  }
}
const openid = {
  VARDIA_AUTH: 'openid',
  VARDIA_OPENID_ISSUER: 'https://id.example.com',
  VARDIA_OPENID_CLIENT_ID: 'vardia',
  VARDIA_PUBLIC_URL: 'https://mesh.example.com',
}

test.each([
  ['VARDIA_OPENID_ISSUER', { VARDIA_AUTH: 'openid' }],
  ['VARDIA_OPENID_CLIENT_ID', { VARDIA_AUTH: 'openid' }],
  ['VARDIA_PUBLIC_URL', { VARDIA_AUTH: 'openid' }],
  ['VARDIA_HEADER_PROXIES', { VARDIA_AUTH: 'header' }],
  ['VARDIA_HEADER_PROXIES', { VARDIA_AUTH: 'header', VARDIA_HEADER_PROXIES: '10.0.0.0/33' }],
  ['VARDIA_SESSION_KEY', { VARDIA_AUTH: 'token', VARDIA_DATABASE_URL: 'postgres://db/vardia' }],
  ['VARDIA_SESSION_KEY', { VARDIA_SESSION_KEY: 'short' }],
  ['VARDIA_SESSION_KEY_FILE', { VARDIA_SESSION_KEY_FILE: '/nonexistent' }],
  ['VARDIA_OPENID_ISSUER', { ...openid, VARDIA_OPENID_ISSUER: 'http://id.example.com' }],
  ['VARDIA_PUBLIC_URL', { ...openid, VARDIA_PUBLIC_URL: 'https://mesh.example.com/path' }],
  ['VARDIA_OPENID_SCOPES', { ...openid, VARDIA_OPENID_SCOPES: 'email' }],
  ['VARDIA_OPENID_PARAMETERS', { ...openid, VARDIA_OPENID_PARAMETERS: 'prompt' }],
  ['VARDIA_OPENID_PARAMETERS', { ...openid, VARDIA_OPENID_PARAMETERS: 'prompt=consent,state=mine' }],
  ['VARDIA_OPENID_SIGN_OUT', { ...openid, VARDIA_OPENID_SIGN_OUT: 'everywhere' }],
])('a start without a usable %s is a fault that names it', (name, settings) => {
  expect(faultsOf(settings)).toContain(`${name}: `)
})

test('what is whole is taken, a provider on this machine in plain HTTP too', () => {
  expect(faultsOf(openid)).toBe('')
  expect(faultsOf({ ...openid, VARDIA_OPENID_ISSUER: 'http://127.0.0.1:9000' })).toBe('')
  expect(faultsOf({ VARDIA_AUTH: 'header', VARDIA_HEADER_PROXIES: '10.0.0.0/8, ::1' })).toBe('')
})
