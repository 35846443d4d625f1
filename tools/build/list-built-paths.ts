import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { newestBuildFile } from '#server/main.ts'

export interface BuiltRoute {
  /** As Next names its file: `/(console)/graph/page`, `/api/v1/graph/route`. */
  readonly file: string
  /** As it is asked for: `/graph`; a word in brackets stands for one segment. */
  readonly path: string
}

/**
 * What Next knows to answer, by the manifest of the newest build itself: whatever was added is there without being told.
 * Throws when there is no build.
 */
export function listBuiltRoutes(): readonly BuiltRoute[] {
  const manifest: Readonly<Record<string, string>> = JSON.parse(
    readFileSync(join(findBuild(), 'app-path-routes-manifest.json'), 'utf8'),
  )
  return Object.entries(manifest).map(([file, path]) => ({ file, path }))
}

/** The id that Next puts into addresses of the newest build's data. */
export function readBuildId(): string {
  return readFileSync(join(findBuild(), 'BUILD_ID'), 'utf8').trim()
}

function findBuild(): string {
  return join(newestBuildFile, '..', readFileSync(newestBuildFile, 'utf8').trim(), 'pristine/.next')
}
