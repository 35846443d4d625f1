import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 200
/** A holder that died before it wrote its name. */
const namelessMs = 10_000

/** Waits until no other process holds the folder, and holds it. The lock of a process that is gone is broken. Returns the release. */
export async function takeLock(folder: string): Promise<() => Promise<void>> {
  const owner = join(folder, 'pid')
  for (;;) {
    try {
      await mkdir(folder)
      await writeFile(owner, String(process.pid))
      return () => rm(folder, { recursive: true, force: true })
    } catch (error) {
      if (!isTaken(error)) throw error
    }
    if (await isAbandoned(folder, owner)) await rm(folder, { recursive: true, force: true })
    else await sleep(pollMs)
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

async function isAbandoned(folder: string, owner: string): Promise<boolean> {
  const pid = Number(await readFile(owner, 'utf8').catch(() => ''))
  if (!pid) {
    const facts = await stat(folder).catch(() => undefined)
    return facts !== undefined && Date.now() - facts.mtimeMs > namelessMs
  }
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}
