import type { IncomingMessage, ServerResponse } from 'node:http'
import sirv from 'sirv'

const immutableSeconds = 31_536_000

/**
 * Serves the folder of assets that `place-console.ts` laid out (already under the base path, with `.br` and `.gz`
 * beside), or calls `next`. Names under `_next/static` carry a hash of their content and so never change.
 */
export function createStaticFiles(folder: string, basePath: string) {
  const assets = `${basePath}/_next/static/`
  const serve = sirv(folder, {
    brotli: true,
    gzip: true,
    etag: true,
    setHeaders: (response, path) => {
      response.setHeader(
        'cache-control',
        path.startsWith(assets) ? `public, max-age=${immutableSeconds}, immutable` : 'public, max-age=3600',
      )
    },
  })
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      next()
      return
    }
    serve(request, response, () => {
      if (!request.url?.startsWith(assets)) return next()
      // An asset of another build: Next would answer with a page.
      response.statusCode = 404
      response.setHeader('cache-control', 'no-store')
      response.end()
    })
  }
}
