import { createServer, request as forward, type ServerResponse } from 'node:http'
import { type Listening, listenOnLoopback } from '#demo/listen-on-loopback.ts'

/** Answers one request in the place of the server behind; false leaves it to that one. */
type AnswerOddly = (target: URL, response: ServerResponse) => boolean

/** Stands before a server of the demo: what it is told to answers oddly, and everything else that server answers. */
export function standBefore(url: string, answer: AnswerOddly): Promise<Listening> {
  return listenOnLoopback(
    createServer((request, response) => {
      const target = new URL(request.url ?? '/', url)
      if (answer(target, response)) return
      const { method = 'GET', headers } = request
      const behind = forward(target, { method, headers }, (answered) => {
        response.writeHead(answered.statusCode ?? 500, answered.headers)
        response.flushHeaders()
        answered.pipe(response)
      })
      behind.on('error', () => response.destroy())
      response.on('close', () => behind.destroy())
      request.pipe(behind)
    }),
  )
}
