import { hashText } from '#demo/world/random.ts'
import { drawIndex, drawShare, purposes } from '#demo/world/requests/draw.ts'
import type { WorldRequest } from '#demo/world/requests/types.ts'

/** What a request asks for, as its first line and headers say it. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly protocol: 'HTTP/1.1' | 'HTTP/2'
  readonly userAgent: string
  /** The address of the client where it is outside of the mesh; '' inside. */
  readonly forwardedFor: string
}

/** By service; `#` stands for a number that is drawn. A word before the path is the method, GET where there is none. */
const operations: Readonly<Record<string, readonly string[]>> = {
  'bookinfo/productpage': ['/productpage', '/productpage', '/productpage', '/login', '/static/tailwind.css'],
  'bookinfo/details': ['/details/0'],
  'bookinfo/reviews': ['/reviews/0'],
  'bookinfo/ratings': ['/ratings/0'],
  'shop/frontend': ['/', '/product/OLJ#', '/product/L9E#', '/cart', 'POST /cart', 'POST /cart/checkout'],
  'shop/ads': ['/ads?context=kitchen', '/ads?context=travel', '/ads?context=decor'],
  'shop/orders': ['/orders/#', 'POST /orders', '/orders?customer=#'],
  'shop/inventory': ['/stock/#', 'POST /stock/reserve', 'PUT /stock/#'],
  'shop/shipping': ['POST /quote', 'POST /shipments'],
  'shop/gift-wrap': ['/papers', 'POST /wraps'],
  'shop/catalog': ['shop.Catalog/ListProducts', 'shop.Catalog/GetProduct', 'shop.Catalog/SearchProducts'],
  'shop/cart': ['shop.Cart/GetCart', 'shop.Cart/AddItem', 'shop.Cart/EmptyCart'],
  'shop/checkout': ['shop.Checkout/PlaceOrder'],
  'shop/payment': ['shop.Payment/Charge'],
  'shop/currency': ['shop.Currency/Convert', 'shop.Currency/GetSupportedCurrencies'],
  'shop/recommendation': ['shop.Recommendation/ListRecommendations'],
  'shop/email': ['shop.Email/SendOrderConfirmation'],
  'loyalty/points': ['/points/#', 'POST /points/#/redeem'],
  'loyalty/rewards': ['/rewards?customer=#', '/rewards/#'],
  'loyalty/ledger': ['loyalty.Ledger/Append', 'loyalty.Ledger/Balance'],
  'warehouse/label-printer': ['POST /labels'],
}

const browsers = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1',
  'k6/1.4.0 (https://k6.io/)',
] as const

const libraries = [
  'Go-http-client/1.1',
  'python-requests/2.32.5',
  'node-fetch/3.3.2',
  'Apache-HttpClient/5.5 (Java/25.0.1)',
] as const

const grpcLibraries = ['grpc-go/1.76.0', 'grpc-java-netty/1.76.0', 'grpc-node-js/1.14.1'] as const

export function readOperation(request: WorldRequest): Operation {
  const { call, hash, outcome, waypoint } = request
  const { service, source } = call
  const grpc = call.protocol === 'grpc'
  const key = `${service.namespace}/${service.name}`
  const known = operations[key] ?? listUsual(service.name, grpc)
  const chosen = known[drawIndex(hash, purposes.operation, known.length)] ?? '/'
  const [, method = grpc ? 'POST' : 'GET', rest = chosen] = /^([A-Z]+) (.*)$/.exec(chosen) ?? []
  const path =
    call.operation ?? rest.replace('#', String(1000 + drawIndex(hash, purposes.operation + 100, 9000)))
  const outside = !source || source.workload.includes('ingress')
  const callers = outside && !grpc ? browsers : grpc ? grpcLibraries : libraries
  const own = outside ? drawShare(request.story, purposes.client) : hashText(source.workload) / 2 ** 32
  return {
    method,
    path: outcome.code === '404' && outside ? '/favicon.ico' : path.startsWith('/') ? path : `/${path}`,
    protocol: grpc || waypoint ? 'HTTP/2' : 'HTTP/1.1',
    userAgent: callers[Math.floor(own * callers.length)] ?? callers[0],
    forwardedFor: outside && source ? `198.51.100.${1 + drawIndex(request.story, purposes.client, 250)}` : '',
  }
}

function listUsual(name: string, grpc: boolean): readonly string[] {
  const plain = name.split('.')[0] ?? name
  if (grpc) {
    const title = plain.replace(/(^|-)(\w)/g, (_whole, _dash, letter: string) => letter.toUpperCase())
    return [`demo.${title}/Get`, `demo.${title}/List`, `demo.${title}/Update`]
  }
  if (name.includes('.')) return [`POST /v2/${plain}`, `/v2/${plain}/#`]
  return [`/api/v1/${plain}/#`, `/api/v1/${plain}`, `POST /api/v1/${plain}`]
}
