import { isRunByNpm } from '#cli/env.ts'

const orphanCheckMs = 500

/** Calls `end` once when this process is asked to end: by SIGINT, by SIGTERM, or by the end of the npm that started it. */
export function onEnd(end: () => void): void {
  let isAsked = false
  const ask = () => {
    // Who asks again does not want to wait.
    if (isAsked) process.exit(1)
    isAsked = true
    end()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, ask)
  if (!isRunByNpm()) return
  const parent = process.ppid
  setInterval(() => {
    if (!isAsked && process.ppid !== parent) ask()
  }, orphanCheckMs).unref()
}
