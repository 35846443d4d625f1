import type { TestProject } from 'vitest/node'
import { buildPrograms } from '#e2e/real/servers/build-programs.ts'
import { serveMesh } from '#e2e/real/servers/mesh-control.ts'
import { startRealMesh } from '#e2e/real/servers/real-mesh.ts'
import { readRealSettings } from '#e2e/support/real-settings.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the one mesh of the run is served to its workers. */
    readonly realMeshUrl: string
  }
}

/**
 * Vitest's global set-up of the real servers: one mesh for all files of the run, or the one that `VARDIA_REAL_MESH`
 * names. Gives its end.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { meshControlUrl } = readRealSettings()
  if (meshControlUrl) {
    project.provide('realMeshUrl', meshControlUrl)
    return async () => undefined
  }
  const programs = await buildPrograms()
  const mesh = await startRealMesh(programs, (step) => console.log(step))
  const control = await serveMesh(mesh)
  project.provide('realMeshUrl', control.url)
  const stop = async () => {
    await control.stop()
    await mesh.stop()
  }
  // Vitest ends at once when it is asked to, without this set-up's end; servers of its workers die with them.
  process.once('SIGTERM', () => void stop().then(() => process.exit(143)))
  return stop
}
