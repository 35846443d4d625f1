const block = 512
const longestName = 100

/**
 * One regular file as a tar archive holds it (POSIX.1-1988 ustar), that only its owner may read. Throws RangeError for a
 * path of more than a hundred bytes, which this form has no place for.
 */
export function formatTarFile({
  path,
  text,
  mtimeMs,
}: {
  readonly path: string
  readonly text: string
  readonly mtimeMs: number
}): Buffer {
  if (Buffer.byteLength(path) > longestName) throw new RangeError(`too long for an archive: ${path}`)
  const content = Buffer.from(text)
  const header = Buffer.alloc(block)
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`
  header.write(path, 0)
  header.write(octal(0o600, 8), 100)
  header.write(octal(0, 8), 108)
  header.write(octal(0, 8), 116)
  header.write(octal(content.length, 12), 124)
  header.write(octal(Math.floor(mtimeMs / 1_000), 12), 136)
  // The checksum counts its own field as spaces.
  header.write(' '.repeat(8), 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  const padding = Buffer.alloc(Math.ceil(content.length / block) * block - content.length)
  return Buffer.concat([header, content, padding])
}

/** What ends an archive: two blocks of zeros. */
export const tarEnd: Buffer = Buffer.alloc(2 * block)
