import { isRunByNpm } from '#cli/env.ts'
import { type Console, drainLingerMs } from '#server/main.ts'

const orphanCheckMs = 500

/** Something else that lives as long as the console, and ends after it. */
export interface Companion {
  stop(): void
  /** Called when it ends by itself. */
  onEnd(listen: () => void): void
}

/**
 * Ends the console and the process on SIGINT and SIGTERM, with whatever lives beside it, and with the npm that started us.
 * Either one's end is the end of both. Who asks twice does not want to wait.
 */
export function endTogether(running: Console, companion?: Companion): void {
  let asked = 0
  const end = (code: number, lingerMs = 0) => {
    asked += 1
    if (asked > 1) process.exit(1)
    // The companion stays while the console still answers.
    void running.stop(lingerMs).then(() => {
      companion?.stop()
      process.exit(code)
    })
  }
  process.on('SIGINT', () => end(0))
  process.on('SIGTERM', () => end(0, drainLingerMs))
  companion?.onEnd(() => asked === 0 && end(1))
  if (!isRunByNpm()) return
  const parent = process.ppid
  setInterval(() => {
    if (asked === 0 && process.ppid !== parent) end(0)
  }, orphanCheckMs).unref()
}
