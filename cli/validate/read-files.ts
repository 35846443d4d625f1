import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { describeNoFiles, describeTooLarge } from '#server/adapters/kubernetes/files/problems.ts'
import { readGiven } from '#server/adapters/kubernetes/files/read-given.ts'

export interface GivenText {
  /** As it was given, or below the folder that was given; `-` is standard input. */
  readonly file: string
  readonly text: string
}

/** A text of more than this is nobody's configuration. */
const mostBytes = 8 * 2 ** 20

/**
 * The texts of files, of the YAML and JSON of folders, and of standard input. Bytes that are no UTF-8 come as U+FFFD, which
 * is then a fault with its line. Throws Problem for what cannot be read.
 */
export async function* readFiles(paths: readonly string[]): AsyncGenerator<GivenText> {
  for (const path of paths) {
    if (path === '-') yield { file: path, text: await readAll(path, process.stdin) }
    else if (await isFolder(path)) {
      for await (const file of readGiven(path)) yield { file: `${path}/${file.path}`, text: file.text }
    } else yield { file: path, text: await readAll(path, createReadStream(path)) }
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    throw describeNoFiles(path, error)
  }
}

async function readAll(path: string, stream: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of stream) {
      size += chunk.length
      if (size > mostBytes) break
      chunks.push(Buffer.from(chunk))
    }
  } catch (error) {
    throw describeNoFiles(path, error)
  }
  if (size > mostBytes) throw describeTooLarge(path, mostBytes / 2 ** 20)
  return Buffer.concat(chunks).toString('utf8')
}
