import type { ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'

/** How a server that answers small texts can be sick. */
export const SICK_ANSWERS = ['html', 'truncated', 'hang', '5xx', 'forbidden'] as const

export interface ServerFault {
  /** How long it thinks before it answers (or fails to). */
  readonly delayMs?: number
  readonly answer?: (typeof SICK_ANSWERS)[number]
  /** Which requests are hit: those whose target holds this. Default: every request. */
  readonly only?: string
}

export interface PlainAnswer {
  readonly code: number
  readonly contentType: string
  readonly body: string
}

/** Sends the answer to a request for `target`, or what the fault makes of it. */
export async function sendAnswer(
  response: ServerResponse,
  answer: PlainAnswer,
  target: string,
  fault: ServerFault | undefined,
): Promise<void> {
  if (!fault || !target.includes(fault.only ?? '')) return send(response, answer)
  if (fault.delayMs) await setTimeout(fault.delayMs, undefined, { ref: false })
  switch (fault.answer) {
    case undefined:
      return send(response, answer)
    case 'hang':
      return
    case 'html':
      return send(response, {
        code: 200,
        contentType: 'text/html; charset=utf-8',
        body: '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Sign in</form></body></html>',
      })
    case '5xx':
      return send(response, { ...plain, code: 503, body: 'upstream connect error or disconnect/reset' })
    case 'forbidden':
      return send(response, { ...plain, code: 403, body: 'RBAC: access denied' })
    case 'truncated': {
      // Promised in full, sent by half, cut.
      const bytes = Buffer.from(answer.body || ' ')
      response.writeHead(answer.code, { 'content-type': answer.contentType, 'content-length': bytes.length })
      response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
    }
  }
}

const plain = { contentType: 'text/plain; charset=utf-8' }

function send(response: ServerResponse, { code, contentType, body }: PlainAnswer): void {
  const bytes = Buffer.from(body)
  response.writeHead(code, { 'content-type': contentType, 'content-length': bytes.length })
  response.end(bytes)
}
