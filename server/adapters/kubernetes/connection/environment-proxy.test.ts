import { expect, test } from 'vitest'
import { chooseProxy } from '#server/adapters/kubernetes/connection/environment-proxy.ts'

const proxies = { HTTPS_PROXY: 'http://secure:3128', HTTP_PROXY: 'http://plain:3128' }

// The rows follow golang.org/x/net/http/httpproxy, proxy.go: config.proxyForURL, config.useProxy, config.init.
test.each([
  ['https://api.example.com:6443', 'http://secure:3128'],
  ['http://api.example.com', 'http://plain:3128'],
  ['https://localhost:6443', undefined],
  ['https://127.0.0.1:6443', undefined],
  ['https://127.8.9.1:6443', undefined],
  ['https://[::1]:6443', undefined],
  ['https://10.0.0.1', 'http://secure:3128'],
])('%s goes through %s', (server, proxy) => {
  expect(chooseProxy(server, proxies)).toBe(proxy)
})

test.each([
  ['*', 'https://api.example.com', true],
  ['example.com', 'https://example.com', true],
  ['example.com', 'https://api.example.com', true],
  ['example.com', 'https://badexample.com', false],
  ['.example.com', 'https://api.example.com', true],
  ['.example.com', 'https://example.com', false],
  ['*.example.com', 'https://api.example.com', true],
  ['*.example.com', 'https://example.com', false],
  ['EXAMPLE.com ', 'https://api.example.COM', true],
  ['other.org, example.com', 'https://api.example.com', true],
  ['example.com:6443', 'https://api.example.com:6443', true],
  ['example.com:6443', 'https://api.example.com', false],
  ['example.com:443', 'https://api.example.com', true],
  ['10.0.0.0/8', 'https://10.2.3.4:6443', true],
  ['10.0.0.0/8', 'https://11.2.3.4:6443', false],
  ['10.0.0.0/99', 'https://10.2.3.4', false],
  ['10.0.0.0/8', 'https://ten.example.com', false],
  ['10.2.3.4', 'https://10.2.3.4:6443', true],
  ['10.2.3.4:6443', 'https://10.2.3.4:6443', true],
  ['10.2.3.4:6443', 'https://10.2.3.4', false],
  ['fd00::/8', 'https://[fd00::5]:6443', true],
  ['[fd00::5]:6443', 'https://[fd00::5]:6443', true],
  ['fd00::5', 'https://[fd00::6]', false],
  [',,', 'https://api.example.com', false],
])('NO_PROXY=%s spares %s: %s', (list, server, isSpared) => {
  expect(chooseProxy(server, { ...proxies, NO_PROXY: list })).toBe(
    isSpared ? undefined : 'http://secure:3128',
  )
})

test.each([
  ['corp:3128', 'http://corp:3128'],
  ['https://corp', 'https://corp'],
  ['socks5://corp:1080', 'socks5://corp:1080'],
  ['', undefined],
])('HTTPS_PROXY=%s is read as %s', (set, proxy) => {
  expect(chooseProxy('https://api.example.com', { HTTPS_PROXY: set })).toBe(proxy)
})
