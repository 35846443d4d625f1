import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const prefix = 'served-by-'

/** Marks the build as served by this process, so that no later build clears it away. Returns the undo. */
export async function holdBuild(build: string): Promise<() => Promise<void>> {
  const mark = join(build, `${prefix}${process.pid}`)
  try {
    await writeFile(mark, '')
  } catch {
    // A build that cannot be written to cannot be cleared away either: an image's file system.
    return async () => undefined
  }
  return () => rm(mark, { force: true })
}

/** Whether a process that still runs serves the build. Marks of processes that are gone are removed. */
export async function isHeld(build: string): Promise<boolean> {
  let held = false
  for (const name of await readdir(build)) {
    if (!name.startsWith(prefix)) continue
    if (isRunning(Number(name.slice(prefix.length)))) held = true
    else await rm(join(build, name), { force: true })
  }
  return held
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
