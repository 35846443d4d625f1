import { openSlowSockets } from '#server/http/slow-sockets.test-support.ts'
import { startTestConsole } from '#server/http/started-console.test-support.ts'
import { ask } from '#tools/bench/measure.ts'

const clients = 1_000
const questions = 500
const goalMs = 100

/** Measures how long /healthz takes while a thousand slow clients hold connections; sets a failing exit code for a miss. */
export async function tellSlowSockets(): Promise<void> {
  const served = await startTestConsole()
  try {
    const alone = await readP99(served.url)
    const slow = await openSlowSockets(served.port, clients)
    try {
      const beside = await readP99(served.url)
      const { headers, body, idle } = slow.open
      if (beside > goalMs) process.exitCode = 1
      console.log(`${headers} clients dribble headers, ${body} a body, ${idle} keep a connection`)
      console.log(`  /healthz alone: p99 ${alone.toFixed(1)} ms of ${questions}`)
      console.log(
        `  ${beside <= goalMs ? 'meets' : 'MISSES'} /healthz beside them: p99 ${beside.toFixed(1)} of at most ${goalMs} ms`,
      )
    } finally {
      slow.close()
    }
  } finally {
    await served.stop()
  }
}

/** Each on a connection that is kept, one after the other. */
async function readP99(url: string): Promise<number> {
  const times: number[] = []
  for (let at = 0; at < questions; at += 1) times.push((await ask(`${url}/healthz`)).ms)
  times.sort((a, b) => a - b)
  return times[Math.ceil(questions * 0.99) - 1] ?? Number.NaN
}
