import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface KeyPlace {
  readonly key?: string | undefined
  readonly file?: string | undefined
  /** Where a key is made and kept when none is given; undefined for one that ends with the process. */
  readonly folder?: string | undefined
}

const keyBytes = 32
const codes = (error: unknown) => String(Reflect.get(Object(error), 'code'))

/** The secret that sessions are encrypted with. A folder that cannot be written gives one that ends with the process. */
export async function readSessionKey({ key, file, folder }: KeyPlace): Promise<Buffer> {
  if (key) return Buffer.from(key)
  if (file) return readFile(file)
  const own = randomBytes(keyBytes)
  if (!folder) return own
  const path = join(folder, 'session.key')
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Of two processes that begin together one makes the file, and both read it.
    const draft = `${path}.${process.pid}`
    await writeFile(draft, own.toString('base64'), { mode: 0o600 })
    await link(draft, path).finally(() => unlink(draft))
  } catch (error) {
    if (codes(error) !== 'EEXIST') return own
  }
  return Buffer.from(await readFile(path, 'utf8'), 'base64')
}
