import type * as http from 'node:http'
import type { Upgraded, UpgradeQuestion } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { errorLimitBytes, readText } from '#server/adapters/kubernetes/connection/read-text.ts'
import {
  type Asked,
  describeGarbled,
  describeStatus,
  describeTimeout,
  describeUnreachable,
} from '#server/adapters/kubernetes/problems.ts'

/** Sends a request that asks for a web socket, and waits for 101. Throws ApiFailure; an abort as its own reason. */
export function upgradeRequest(
  request: http.ClientRequest,
  { protocol, signal, deadlineMs }: UpgradeQuestion,
  asked: Asked,
  forgetCredentials: () => void,
): Promise<Upgraded> {
  return new Promise((resolve, reject) => {
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
    const fail = (error: unknown) => {
      finish()
      reject(error)
      request.destroy()
    }
    const abort = () => fail(signal.reason)
    const timer = setTimeout(() => fail(describeTimeout(asked, deadlineMs / 1000)), deadlineMs)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) return abort()
    request.once('error', (error) => fail(describeUnreachable(asked, error)))
    request.once('upgrade', (response, socket, head) => {
      finish()
      if (response.headers['sec-websocket-protocol'] === protocol) return resolve({ socket, head })
      socket.destroy()
      reject(describeGarbled(asked, `the server does not speak ${protocol}`))
    })
    request.once('response', (response) => {
      const status = response.statusCode ?? 0
      if (status === 401) forgetCredentials()
      readText(response, errorLimitBytes, asked)
        .catch(() => '')
        .then((words) => fail(describeStatus(asked, status, words, response.headers['retry-after'])))
    })
    request.end()
  })
}
