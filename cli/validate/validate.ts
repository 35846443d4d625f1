import { askMesh } from '#cli/ask-mesh.ts'
import { exitCodes } from '#cli/exit-codes.ts'
import { formatValue, maskControls } from '#cli/print.ts'
import { type Flags, readSettings } from '#cli/settings.ts'
import { type GivenText, readFiles } from '#cli/validate/read-files.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { type TextContext, type ValidatedText, validateText } from '#server/usecases/validate-text.ts'
import { openTextChecker } from '#server/workers/open-text-checker.ts'

/** One document of a file and what is wrong with it. */
export interface ValidatedDocument extends Omit<ValidatedText, 'index'> {
  readonly file: string
  /** Of the file, from 0. */
  readonly document: number
}

const answerMs = 60_000

/**
 * `vardia validate FILE…`: what is wrong with each document, on standard output. Without `--cluster` nothing is asked of
 * anybody. The process ends with 1 where a document has an error or is refused.
 */
export async function validateFiles(paths: readonly string[], flags: Flags): Promise<void> {
  const namespace = typeof flags['namespace'] === 'string' ? flags['namespace'] : undefined
  // Before the cluster is asked: a file that is not there needs none.
  const texts = await Array.fromAsync(readFiles(paths))
  const validate = (context: TextContext) => validateAll(texts, namespace, context)
  const documents =
    flags['cluster'] === true
      ? await askMesh(readSettings(flags), (context: UseCaseContext) =>
          validate({ ...context, mesh: context }),
        )
      : await validateAlone(validate)
  const { output } = flags
  process.stdout.write(
    output === 'json' || output === 'yaml' ? formatValue(output, documents) : formatDocuments(documents),
  )
  if (documents.some(({ verdict }) => verdict === 'error' || verdict === 'refused'))
    process.exitCode = exitCodes.failed
}

async function validateAlone(
  validate: (context: TextContext) => Promise<readonly ValidatedDocument[]>,
): Promise<readonly ValidatedDocument[]> {
  const texts = openTextChecker()
  try {
    return await validate({ adapters: { texts }, signal: AbortSignal.timeout(answerMs) })
  } finally {
    texts.close()
  }
}

async function validateAll(
  texts: readonly GivenText[],
  namespace: string | undefined,
  context: TextContext,
): Promise<readonly ValidatedDocument[]> {
  const all: ValidatedDocument[] = []
  for (const { file, text } of texts)
    for (const { index, ...document } of await validateText({ text, namespace }, context))
      all.push({ file, document: index, ...document })
  return all
}

/** A line for each problem as compilers write them, which editors can follow, then one that counts. */
export function formatDocuments(documents: readonly ValidatedDocument[]): string {
  const lines = documents.flatMap(({ file, problems }) =>
    problems.map(
      ({ line, column, severity, message, path }) =>
        `${file}:${line}:${column}: ${severity}: ${message}${path === '' ? '' : ` (${path})`}`,
    ),
  )
  const counts = Map.groupBy(documents, ({ verdict }) => verdict)
  const told = [...counts].map(([verdict, list]) => `${list.length} ${verdict}`).join(', ')
  const total = `${documents.length} ${documents.length === 1 ? 'document' : 'documents'}: ${told || 'nothing to validate'}`
  return [...lines, total].map((line) => `${maskControls(line)}\n`).join('')
}
