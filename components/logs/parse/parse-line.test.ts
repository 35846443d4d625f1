import { describe, expect, it } from 'vitest'
import { parseLine } from '#components/logs/parse/parse-line.ts'

const envoy =
  '[2026-11-21T12:00:00.123Z] "GET /reviews/0 HTTP/1.1" 503 UF,URX upstream_reset_before_response_started{connection_failure} - "delayed connect error: 111" 0 91 24 - "-" "curl/8 (x y)" "a1b2" "reviews:9080" "10.0.0.7:9080" outbound|9080||reviews.bookinfo.svc.cluster.local 10.0.0.1:5000 10.96.0.4:9080 10.0.0.1:41000 - default'

describe('an access log of Envoy', () => {
  it('is read from its default text format, each field by its name', () => {
    const { form, level, message, access, fields, requestId } = parseLine(envoy)
    expect([form, level, message, requestId]).toEqual(['envoy', 'error', 'GET /reviews/0', 'a1b2'])
    expect(access).toMatchObject({
      code: 503,
      flags: ['UF', 'URX'],
      details: 'upstream_reset_before_response_started{connection_failure}',
      durationMs: 24,
      target: 'reviews:9080',
      upstreamHost: '10.0.0.7:9080',
    })
    expect(new Map(fields).get('user_agent')).toBe('curl/8 (x y)')
    expect(new Map(fields).has('upstream_service_time')).toBe(false)
  })

  it('is read from JSON as from text', () => {
    const object = {
      response_code: 503,
      response_flags: 'UF,URX',
      upstream_cluster: 'outbound|9080||reviews.bookinfo.svc.cluster.local',
      method: 'GET',
      path: '/reviews/0',
      duration: 24,
      authority: 'reviews:9080',
      request_id: 'a1b2',
      upstream_host: null,
      response_code_details: null,
    }
    const parsed = parseLine(JSON.stringify(object))
    expect([parsed.form, parsed.level, parsed.message]).toEqual(['envoy', 'error', 'GET /reviews/0'])
    expect(parsed.access).toMatchObject({
      code: 503,
      flags: ['UF', 'URX'],
      durationMs: 24,
      upstreamHost: '',
      details: '',
    })
  })

  it.each([
    [
      'a TCP connection',
      envoy.replace('"GET /reviews/0 HTTP/1.1" 503 UF,URX', '"- - -" 0 -'),
      'info',
      'TCP reviews:9080',
    ],
    [
      'a refused TCP connection',
      envoy.replace('"GET /reviews/0 HTTP/1.1" 503 UF,URX', '"- - -" 0 NR'),
      'error',
      'TCP reviews:9080',
    ],
    ['a client that went', envoy.replace('503 UF,URX', '0 DC'), 'warn', 'GET /reviews/0'],
    ['a denied request', envoy.replace('503 UF,URX', '403 -'), 'warn', 'GET /reviews/0'],
    ['a path with blanks', envoy.replace('/reviews/0', '/a b c'), 'error', 'GET /a b c'],
  ])('tells %s', (_, text, level, message) => {
    const parsed = parseLine(text)
    expect([parsed.form, parsed.level, parsed.message]).toEqual(['envoy', level, message])
  })

  it.each([
    ['cut in its middle', envoy.slice(0, 120)],
    ['with one word too many', `${envoy} more`],
    ['of another format', '[2026-11-21T12:00:00.123Z] "GET / HTTP/1.1" 200'],
  ])('that is %s is text', (_, text) => {
    expect(parseLine(text)).toMatchObject({ form: 'text', message: text, fields: [] })
  })
})

describe('a line of ztunnel', () => {
  const line = (rest: string) =>
    `2026-11-21T12:00:00.123456Z\tinfo\taccess\tconnection complete\tsrc.addr=10.0.0.1:5 src.workload="a-1" dst.addr=10.0.0.2:15008 dst.hbone_addr=10.0.0.2:80 dst.service="b.ns.svc.cluster.local" dst.workload="b-1" direction="outbound" bytes_sent=5 duration="12ms"${rest}`
  it('tells its connection', () => {
    expect(parseLine(line(''))).toMatchObject({
      form: 'ztunnel',
      level: 'info',
      access: { durationMs: 12, target: 'b.ns.svc.cluster.local', upstreamHost: 'b-1', flags: [] },
    })
  })
  it('tells what a policy refused', () => {
    const parsed = parseLine(
      line(' error="connection closed due to policy rejection: allow policies exist, but none allowed"'),
    )
    expect(parsed).toMatchObject({ level: 'error', access: { flags: ['DENY'] } })
    expect(parsed.message).toMatch(/policy rejection/)
  })
})

describe('a line of a program', () => {
  it.each([
    ['{"level":"warn","msg":"late","trace_id":"0af7651916cd43dd8448eb211c80319c"}', 'json', 'warn', 'late'],
    ['{"level":50,"msg":"pino"}', 'json', 'error', 'pino'],
    ['{"severity":"ERROR","message":"stack"}', 'json', 'error', 'stack'],
    ['{"a":1}', 'json', undefined, '{"a":1}'],
    [
      'ts=2026-11-21T12:00:00Z level=info msg="request \\"x\\" handled" path=/a',
      'logfmt',
      'info',
      'request "x" handled',
    ],
    ['2026-11-21 12:00:00,123 ERROR [exec-1] c.d.Orders - failed', 'text', 'error', undefined],
    ['2026-11-21T12:00:00.1Z\tinfo\txdsproxy\tconnected', 'text', 'info', undefined],
    ['E1121 12:00:00.000000       1 main.go:1] klog', 'text', 'error', undefined],
    ['Traceback (most recent call last):', 'text', 'error', undefined],
    ['the customer was told of an errorless day', 'text', undefined, undefined],
    ['nothing is said of it', 'text', undefined, undefined],
    ['a=1', 'text', undefined, 'a=1'],
  ])('%s', (text, form, level, message) => {
    const parsed = parseLine(text)
    expect([parsed.form, parsed.level]).toEqual([form, level])
    expect(parsed.message).toBe(message ?? text)
  })

  it('leads to its trace and request', () => {
    const trace = '0af7651916cd43dd8448eb211c80319c'
    expect(parseLine(JSON.stringify({ msg: 'x', trace_id: trace, request_id: 'r' }))).toMatchObject({
      traceId: trace,
      requestId: 'r',
    })
    expect(parseLine('{"msg":"x","trace_id":"../../evil"}').traceId).toBeUndefined()
  })
})

describe('a hostile line', () => {
  it.each([
    ['colours of a terminal', '\u001b[31mred\u001b[0m \u001b]0;title\u0007now', 'red now'],
    ['NUL and bells', 'a\u0000b\u0007c', 'a␀b␇c'],
    ['an override of direction', 'user \u202Egnp.exe', 'user ‹U+202E›gnp.exe'],
    ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['broken JSON', '{"level":"error","msg":', '{"level":"error","msg":'],
    ['JSON that is no object', '[1,2]', '[1,2]'],
    ['nothing', '', ''],
  ])('with %s is text', (_, text, shown) => {
    const parsed = parseLine(text)
    expect([parsed.form, parsed.message]).toEqual(['text', shown])
  })

  it.each([
    ['10 MB of one letter', 'x'.repeat(10_000_000)],
    ['10 MB of quotes', '"'.repeat(10_000_000)],
    ['10 MB that begins as an access log', `[2026-11-21T12:00:00.123Z] "${'a '.repeat(5_000_000)}`],
    ['10 MB of pairs', 'a=b '.repeat(2_500_000)],
    ['10 MB of JSON', `{"a":"${'x'.repeat(10_000_000)}"}`],
    ['deep JSON', `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`],
    ['an open escape of a terminal', `\u001b]${'x'.repeat(1_000_000)}`],
  ])('of %s is read by its beginning', (_, text) => {
    expect(parseLine(text).message.length).toBeLessThan(50_000)
  })

  it('with keys of every object harms nobody', () => {
    expect(parseLine('{"__proto__":{"x":1},"constructor":"y","msg":"m"}')).toMatchObject({
      form: 'json',
      message: 'm',
    })
    expect(({} as { x?: number }).x).toBeUndefined() // Only widened.
  })
})
