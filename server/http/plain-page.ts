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
  const style =
    ':root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 1.5rem}'
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
