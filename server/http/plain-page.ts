import type { IncomingMessage, ServerResponse } from 'node:http'
import { readNonce } from '#server/http/read-nonce.ts'
import type { FindingParams } from '#server/problem.ts'
import { wordKey } from '#server/words.ts'

/** Whether a person's browser asks for a page, and no script of ours for a part of one. */
export function wantsPage({ method, headers, url = '' }: IncomingMessage): boolean {
  const isPart = headers['rsc'] !== undefined || /[?&]_rsc=/.test(url)
  return (method === 'GET' || method === 'HEAD') && !isPart && /\btext\/html\b/.test(headers.accept ?? '')
}

interface PlainPage {
  readonly code: string
  readonly status: number
  readonly params?: FindingParams
  readonly link?: PageLink
}

/** Answers with one plain page that words a problem, without assets: those may be refused too. */
export function answerPlainPage(
  request: IncomingMessage,
  response: ServerResponse,
  { code, status, params = {}, link }: PlainPage,
): void {
  const page = buildPage(
    { code, params, link },
    readNonce(String(request.headers['content-security-policy'] ?? '')) ?? '',
  )
  response.writeHead(status, {
    'content-type': 'text/html;charset=utf-8',
    'content-length': Buffer.byteLength(page),
    'cache-control': 'no-store',
  })
  response.end(request.method === 'HEAD' ? undefined : page)
}

/** A way on; both are the console's own words. */
interface PageLink {
  readonly path: string
  readonly words: string
}

function buildPage(
  { code, params = {}, link }: Pick<PlainPage, 'code' | 'params'> & { readonly link: PageLink | undefined },
  nonce: string,
): string {
  const [title, detail] = ['title', 'detail'].map((part) =>
    escapeText(wordKey(`problem.${code}.${part}`, params)),
  )
  const style = [
    // The colours are the system's: this page has no sheet of ours, and is read in both themes.
    ':root{color-scheme:light dark;--line:color-mix(in srgb,CanvasText 16%,Canvas);--sunken:color-mix(in srgb,CanvasText 7%,Canvas)}',
    'body{font:.875rem/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;background:var(--sunken)}',
    'main{box-sizing:border-box;width:calc(100% - 2rem);max-width:28rem;background:Canvas;border:1px solid var(--line);border-radius:.5rem}',
    'h1{font-size:1.125rem;line-height:1.4;margin:0;padding:1.25rem 1.5rem;border-bottom:1px solid var(--line)}',
    'p{margin:0;padding:1.25rem 1.5rem;overflow-wrap:anywhere}p+p{padding-top:0}',
    'a{display:block;padding:.4rem 1rem;text-align:center;font-weight:600;color:inherit;text-decoration:none;border:1px solid var(--line);border-radius:.375rem}',
    'a:hover,a:focus-visible{background:var(--sunken)}',
  ].join('')
  const onward = link ? `<p><a href="${link.path}">${link.words}</a></p>` : ''
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} · Vardia</title>` +
    '<meta content="width=device-width" name="viewport">' +
    `<style nonce="${nonce}">${style}</style></head>` +
    `<body><main><h1>${title}</h1><p>${detail}</p>${onward}</main></body></html>\n`
  )
}

/** Words may hold what a setting or a provider says. */
function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`)
}
