import { once } from 'node:events'
import { createServer, type ServerResponse, request as sendRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { chooseEncoding, packAnswer } from '#server/http/pack-answer.ts'

let close: (() => void) | undefined
afterEach(() => close?.())

/** A server that answers by `answer`, asked once. */
async function ask(answer: (response: ServerResponse) => void, accepted = 'gzip, br', method = 'GET') {
  const server = createServer((request, response) => {
    packAnswer(request, response)
    answer(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = () => server.close()
  const { port } = server.address() as AddressInfo // A server on a port has no other form of address.
  const asked = sendRequest({ port, method, agent: false, headers: { 'accept-encoding': accepted } }).end()
  const [response] = await once(asked, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const encoding = response.headers['content-encoding']
  const plain = encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body
  return { headers: response.headers, body, text: plain.toString() }
}

const long = 'abc '.repeat(5_000)
const json = { 'content-type': 'application/json' }

describe('the encoding', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.0,gzip;q=0', undefined],
    ['identity', undefined],
    ['brotli', undefined],
    ['', undefined],
  ])('for "%s" is %s', (accepted, encoding) => {
    expect(chooseEncoding(accepted)).toBe(encoding)
  })
})

describe('an answer', () => {
  it.each(['br', 'gzip'])('is packed by %s, however it is written', async (encoding) => {
    const ways: ((response: ServerResponse) => void)[] = [
      (response) => response.writeHead(200, json).end(long),
      (response) => response.setHeader('content-type', 'application/json').end(long),
      (response) => {
        response.writeHead(200, 'Fine', { ...json, 'content-length': long.length })
        response.write(long.slice(0, 100))
        response.write(Buffer.from(long.slice(100)))
        response.end()
      },
      (response) => {
        response.setHeader('content-type', 'text/html; charset=utf-8')
        response.flushHeaders()
        response.write(long.slice(0, 100))
        response.end(long.slice(100))
      },
    ]
    for (const way of ways) {
      const answer = await ask(way, encoding)
      expect(answer.headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding' })
      expect(answer.headers).not.toHaveProperty('content-length')
      expect(answer.text).toBe(long)
      expect(answer.body.length).toBeLessThan(1_000)
    }
  })

  it.each<[string, Record<string, string>]>([
    ['is packed already', { ...json, 'content-encoding': 'identity' }],
    ['asks not to be changed', { ...json, 'cache-control': 'no-store, no-transform' }],
    ['is a stream of events', { 'content-type': 'text/event-stream' }],
    ['is of a packed format', { 'content-type': 'font/woff2' }],
    ['has no type', {}],
  ])('stays as it is when it %s', async (_when, headers) => {
    const answer = await ask((response) => response.writeHead(200, headers).end(long))
    expect(answer.body.toString()).toBe(long)
  })

  it('stays as it is when it is short or the client takes nothing else, and says that it could be packed', async () => {
    const short = await ask((response) => response.writeHead(200, { ...json, 'content-length': 2 }).end('{}'))
    expect([short.headers['content-encoding'], short.text]).toEqual([undefined, '{}'])
    const plain = await ask(
      (response) => response.writeHead(200, { ...json, vary: 'cookie' }).end(long),
      'identity',
    )
    expect([plain.headers['vary'], plain.body.toString()]).toEqual(['cookie, accept-encoding', long])
    const head = await ask((response) => response.writeHead(200, json).end(), 'br', 'HEAD')
    expect([head.headers['content-encoding'], head.text]).toEqual([undefined, ''])
  })

  it('sends what was written so far when it is flushed', async () => {
    let response: ServerResponse | undefined
    const server = createServer((request, answer) => {
      packAnswer(request, answer)
      response = answer
      answer.writeHead(200, { 'content-type': 'text/html' })
      answer.write('<p>first')
      Reflect.get(answer, 'flush')()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    close = () => server.close()
    const { port } = server.address() as AddressInfo // As above.
    const [received] = await once(
      sendRequest({ port, agent: false, headers: { 'accept-encoding': 'gzip' } }).end(),
      'response',
    )
    const [chunk] = await once(received, 'data')
    expect(chunk.length).toBeGreaterThan(0)
    response?.end('second')
    received.resume()
    await once(received, 'end')
  })

  it('waits for a slow reader instead of holding all in memory, and loses nothing', async () => {
    const piece = Buffer.from(Array.from({ length: 64 * 1024 }, (_, index) => (index * 7919) % 251))
    const count = 200
    const answer = await ask(async (response) => {
      response.writeHead(200, json)
      for (let written = 0; written < count; written += 1)
        if (!response.write(piece)) await once(response, 'drain')
      response.end()
    }, 'gzip')
    expect(answer.text.length).toBe(piece.toString().length * count)
  })
})
