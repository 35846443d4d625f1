import { describeError } from '#cli/fail.ts'
import { cutSettingsText } from '#cli/gather/cut-for-sharing.ts'
import { noAnswerProblems } from '#server/adapters/istiod/problems.ts'
import { parseVersion } from '#server/adapters/istiod/read-readiness.ts'
import { openFoundWay } from '#server/adapters/upstream/found-fetch.ts'
import { createTextReader, openUrlWay, type TextReader } from '#server/adapters/upstream/text-reader.ts'
import type { Config } from '#server/config/schema.ts'
import type { Finders } from '#server/usecases/context.ts'

const deadlineMs = 15_000
const limitBytes = 32 * 2 ** 20

/**
 * What of istiod's debug interface helps to understand a mesh (istio/istio pilot/pkg/xds/debug.go) and is not in the
 * objects already: which proxies have what, what could not be pushed, and the mesh's settings as istiod took them.
 */
const questions = [
  ['/version', 'version.txt'],
  ['/debug/syncz', 'syncz.json'],
  ['/debug/push_status', 'push-status.json'],
  ['/debug/mesh', 'mesh.json'],
] as const

export interface ToldFile {
  readonly name: string
  readonly text: string
}

/** The answers of the mesh's istiods, where they can be reached; why not is told in `lacks`. */
export async function askIstiod(
  config: Config,
  { istiod: finder }: Finders,
  signal: AbortSignal,
): Promise<{
  readonly files: readonly ToldFile[]
  readonly version?: string
  readonly lacks: readonly string[]
}> {
  const readers = config.VARDIA_ISTIOD_URL.map((url) =>
    createTextReader(openUrlWay({ url }), noAnswerProblems),
  )
  if (finder) {
    await finder.look(signal)
    readers.push(createTextReader(openFoundWay(finder), noAnswerProblems))
  }
  const files: ToldFile[] = []
  const lacks: string[] = []
  for (const [at, reader] of readers.entries())
    for (const [path, name] of questions) {
      const answer = await ask(reader, path, signal)
      if (typeof answer === 'string')
        files.push({ name: `${at}-${name}`, text: path === '/debug/mesh' ? cutSettingsText(answer) : answer })
      else lacks.push(`istiod ${path}: ${answer.words}`)
    }
  const told = files.find(({ name }) => name === '0-version.txt')
  const version = told && parseVersion(told.text)
  return { files, lacks, ...(version ? { version } : {}) }
}

async function ask(
  reader: TextReader,
  path: string,
  signal: AbortSignal,
): Promise<string | { readonly words: string }> {
  try {
    const { status, text } = await reader.read({ path, deadlineMs, limitBytes, signal })
    return status === 200 ? text : { words: `status ${status}` }
  } catch (error) {
    signal.throwIfAborted()
    return { words: describeError(error) }
  }
}
