import * as http from 'node:http'
import * as https from 'node:https'
import type { Duplex } from 'node:stream'
import { SocksClient } from 'socks'

const tunnelDeadlineMs = 10_000

/** A proxy that does not lead on. `proxy` is its address, without credentials. */
export class ProxyFault extends Error {
  readonly proxy: string

  constructor(proxy: string, words: string) {
    super(words)
    this.proxy = proxy
  }
}

type Connected = (error: Error | null, socket: Duplex) => void

/**
 * Agents whose connections go through a proxy, each by a CONNECT of its own or by SOCKS 5 (RFC 1928), plain or to an API
 * server behind TLS. A name and password in the proxy's URL are sent to it alone.
 */
export class PlainTunnelAgent extends http.Agent {
  readonly #proxy: URL
  constructor(proxy: URL, options: http.AgentOptions) {
    super(options)
    this.#proxy = proxy
  }
  override createConnection(options: http.ClientRequestArgs, connected: Connected): undefined {
    openTunnel(this.#proxy, options, connected)
  }
}

export class SecureTunnelAgent extends https.Agent {
  readonly #proxy: URL
  constructor(proxy: URL, options: https.AgentOptions) {
    super(options)
    this.#proxy = proxy
  }
  override createConnection(options: https.RequestOptions, connected: Connected): undefined {
    openTunnel(this.#proxy, options, (error, socket) => {
      if (error) return connected(error, socket)
      // Node's own then speaks TLS over what it is given; its type does not know the option that tls.connect has.
      const over = { ...options, socket } as https.RequestOptions
      const secured = super.createConnection(over)
      if (secured) connected(null, secured)
    })
  }
}

interface Target {
  readonly host?: string | null | undefined
  readonly port?: number | string | null | undefined
}

function openTunnel(proxy: URL, target: Target, connected: Connected): void {
  if (/^https?:$/.test(proxy.protocol)) askConnect(proxy, target, connected)
  else askSocks(proxy, target, connected)
}

/** The name is looked up by the proxy, as kubectl has it done (golang.org/x/net/proxy, SOCKS5). */
function askSocks(proxy: URL, { host, port }: Target, connected: Connected): void {
  const answer = SocksClient.createConnection({
    command: 'connect',
    timeout: tunnelDeadlineMs,
    destination: { host: host ?? '', port: Number(port) },
    proxy: {
      type: 5,
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: Number(proxy.port || 1080),
      ...(proxy.username && {
        userId: decodeURIComponent(proxy.username),
        password: decodeURIComponent(proxy.password),
      }),
    },
  })
  answer.then(
    ({ socket }) => connected(null, socket),
    (error: Error) =>
      // Whoever is told of an error looks at no connection; the type wants one all the same.
      connected(
        new ProxyFault(`${proxy.protocol}//${proxy.host}`, error.message),
        undefined as unknown as Duplex,
      ),
  )
}

function askConnect(proxy: URL, { host, port }: Target, connected: Connected): void {
  const target = `${host?.includes(':') ? `[${host}]` : host}:${port}`
  const secure = proxy.protocol === 'https:'
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  const request = (secure ? https : http).request({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (secure ? 443 : 80),
    method: 'CONNECT',
    path: target,
    agent: false,
    timeout: tunnelDeadlineMs,
    headers: {
      host: target,
      ...(pair === ':' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }),
    },
  })
  const fail = (words: string) => {
    request.destroy()
    // Whoever is told of an error looks at no connection; the type wants one all the same.
    connected(new ProxyFault(proxy.origin, words), undefined as unknown as Duplex)
  }
  request.once('connect', (response, socket) => {
    request.off('error', failed)
    socket.setTimeout(0)
    if (response.statusCode === 200) return connected(null, socket)
    socket.destroy()
    fail(`it answers with status ${response.statusCode}`)
  })
  // A server that knows no CONNECT answers it like any request.
  request.once('response', (response) => fail(`it answers with status ${response.statusCode}`))
  request.once('timeout', () => fail('it does not answer'))
  const failed = (error: Error & { code?: string }) => fail(error.message || String(error.code))
  request.once('error', failed)
  request.end()
}
