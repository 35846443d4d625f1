import { findObstacle } from '#server/adapters/kubernetes/judge-status.ts'
import type { MeshHandle } from '#server/adapters/kubernetes/open-mesh.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** The snapshot as soon as there is one; the obstacle as soon as it is clear that there will be none for now. */
export function waitForSnapshot(handle: MeshHandle, signal: AbortSignal): Promise<MeshSnapshot> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      forget()
      signal.removeEventListener('abort', check)
    }
    const check = () => {
      const mesh = handle.opened()?.mesh
      const snapshot = mesh?.snapshot()
      const obstacle = mesh ? findObstacle(mesh) : handle.openProblem()
      if (!snapshot && !obstacle && !signal.aborted) return
      leave()
      if (snapshot) resolve(snapshot)
      else reject(obstacle ?? signal.reason)
    }
    const forget = handle.onProgress(check)
    signal.addEventListener('abort', check, { once: true })
    check()
  })
}

/** The promise's end, or the signal's reason when that comes first. The work itself goes on for others. */
export function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
