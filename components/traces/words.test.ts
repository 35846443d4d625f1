import { expect, test } from 'vitest'
import { formatShortRequest } from '#components/traces/words.ts'

const operation = 'productpage.bookinfo.svc.cluster.local:9080/*'

test.each([
  [
    { method: 'GET', url: 'http://bookinfo.example/productpage?u=1', operation },
    'GET bookinfo.example/productpage',
  ],
  [{ method: 'GET', url: '/reviews/0', operation }, 'GET /reviews/0'],
  [{ method: 'GET', url: 'javascript:alert(1)', operation }, 'GET javascript:alert(1)'],
  [{ method: 'POST', operation }, `POST ${operation}`],
  [{ operation }, operation],
])('%j is said as "%s"', (request, words) => expect(formatShortRequest(request)).toBe(words))
