import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below what kernels give to outgoing connections and to who asks for any port (32768 on Linux, 49152 elsewhere), so that
 * nobody is given one of these before the server that it is meant for has come up.
 */
const [firstPort, lastPort] = [10_000, 19_999]
const mostTries = 1_000

/** Ports that nobody listens on, no two the same. */
export async function findFreePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>()
  for (let tries = 0; ports.size < count; tries += 1) {
    if (tries > mostTries) throw new Error(`no ${count} free ports from ${firstPort} to ${lastPort}`)
    const port = randomInt(firstPort, lastPort + 1)
    if (await isFree(port)) ports.add(port)
  }
  return [...ports]
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return true
  } catch {
    return false
  }
}
