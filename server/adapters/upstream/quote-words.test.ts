import { describe, expect, it } from 'vitest'
import { quoteWords } from '#server/adapters/upstream/quote-words.ts'

describe("a failing server's words", () => {
  it.each<[string, string, string | undefined]>([
    ['a line', 'upstream connect error\n', 'upstream connect error'],
    [
      'a panic with its stack',
      '\n  panic: no config\n\ngoroutine 1 [running]:\nmain.go:12',
      'panic: no config',
    ],
    [
      'a page',
      '<html><head><title>502 Bad\n Gateway</title><style>a{}</style></head><body><pre>10.0.0.7:9</pre></body></html>',
      '502 Bad Gateway',
    ],
    ['a page without title', '<h1>Sign in</h1><p>to node 10.0.0.7</p>', 'Sign in'],
    ['a page of scripts', '<script>var key = "secret"</script><script>more()', undefined],
    [
      "gRPC's gateway",
      '{"code":13,"message":"storage is away","details":[{"host":"10.0.0.7"}]}',
      'storage is away',
    ],
    ['a message within', '{"error":{"grpcCode":2,"message":"no index\\nat store.go:7"}}', 'no index'],
    ['Jaeger', '{"data":null,"errors":[{"code":400,"msg":"malformed traceID"}]}', 'malformed traceID'],
    ['data without a message', '[{"proxy":"cart-1.shop","cluster_sent":"abc"}]', undefined],
    ['half a document', '{"data":[{"traceID":"ab', undefined],
    ['nothing', ' \n ', undefined],
  ])('of %s are its first line or its message, and nothing of the rest', (_, words, said) => {
    expect(quoteWords(words)?.message).toBe(said)
  })

  it('are cut', () => {
    expect(quoteWords('x'.repeat(500))?.message).toHaveLength(201)
  })
})
