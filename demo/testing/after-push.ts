import type { MeshTraffic } from '#demo/world/reaction/traffic-history.ts'

/** Writes, and waits until the mesh's proxies have what was written. */
export async function afterPush(traffic: MeshTraffic, write: () => void): Promise<void> {
  const pushed = new Promise<void>((resolve) => {
    const stop = traffic.onChange(() => {
      stop()
      resolve()
    })
  })
  write()
  await pushed
}
