import { once } from 'node:events'
import { createServer } from 'node:net'

/** Throws when somebody listens there; `cure` is a command line that avoids it. */
export async function checkPort(host: string, port: number, cure: string): Promise<void> {
  if (port === 0) return
  const probe = createServer()
  try {
    await once(probe.listen(port, host), 'listening')
  } catch (error) {
    throw explainPort(error, port, cure)
  }
  await new Promise((resolve) => probe.close(resolve))
}

/** The failure of a listener in words; any other as it is. */
export function explainPort(error: unknown, port: number, cure: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new Error(`Port ${port} is taken, perhaps by another console. Choose another: ${cure}`)
  if (code === 'EACCES')
    return new Error(`Port ${port} may not be opened by this user. Choose another: ${cure}`)
  return error
}
