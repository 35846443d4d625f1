import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { type Answer, answerJson } from '#demo/prometheus/http/answers.ts'

export const FAULTY_ANSWERS = [
  'html',
  'truncated',
  'hang',
  '422',
  'nan',
  '5xx',
  'drip',
  'huge',
  'forbidden',
] as const

type FaultyAnswer = (typeof FAULTY_ANSWERS)[number]

/** How a demo Prometheus can be sick. */
export interface PrometheusFault {
  /** How long it thinks before it answers (or fails to). */
  readonly delayMs?: number
  readonly answer?: FaultyAnswer
  /** Which queries are hit: those whose text, or whose path, holds this. Default: every request of the API. */
  readonly only?: string
}

/** What the answer of a sick server is made of; undefined: it never came. */
export function changeAnswer(answer: Answer, fault: PrometheusFault): Answer {
  switch (fault.answer) {
    case 'html':
      return {
        status: 200,
        contentType: 'text/html; charset=utf-8',
        body: '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Sign in</form></body></html>',
      }
    case 'truncated':
      return { ...answer, body: answer.body.slice(0, Math.max(1, Math.floor(answer.body.length / 2))) }
    case '422':
      return answerJson(
        '{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory in query execution"}',
        422,
      )
    case '5xx':
      return { status: 503, contentType: 'text/plain; charset=utf-8', body: 'Service Unavailable' }
    case 'forbidden':
      return { status: 403, contentType: 'text/plain; charset=utf-8', body: 'Forbidden' }
    case 'nan':
      return { ...answer, body: answer.body.replace(/"-?(\d[\d.e+-]*|\+?Inf)"\]/g, '"NaN"]') }
    default:
      return answer
  }
}

const DRIP_MS = 1000
const HUGE_CHUNKS = 4096

/** Sends for ever or far too much; returns whether it did. Both stop when the client leaves. */
export async function sendOddly(
  response: ServerResponse,
  answer: Answer,
  fault: PrometheusFault,
): Promise<boolean> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const wait = (delayMs: number) =>
    setTimeout(delayMs, undefined, { signal: gone.signal }).catch(() => undefined)
  if (fault.answer === 'hang') {
    await wait(2 ** 31 - 1)
    return true
  }
  if (fault.answer === 'drip') {
    response.writeHead(answer.status, { 'content-type': answer.contentType })
    for (const char of answer.body) {
      if (gone.signal.aborted) break
      response.write(char)
      await wait(DRIP_MS)
    }
    response.end()
    return true
  }
  if (fault.answer === 'huge') {
    response.writeHead(200, { 'content-type': answer.contentType })
    await pipeline(Readable.from(listHugeChunks()), response)
    return true
  }
  return false
}

function* listHugeChunks(): Iterable<string> {
  yield '{"status":"success","data":{"resultType":"vector","result":['
  const chunk = '{"metric":{"filler":"'.concat('x'.repeat(65_000), '"},"value":[0,"1"]},')
  for (let sent = 0; sent < HUGE_CHUNKS; sent += 1) yield chunk
  yield '{"metric":{},"value":[0,"1"]}]}}'
}
