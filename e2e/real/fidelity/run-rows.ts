/** Checks rows, a few at once, and gives what each found, in the order of the rows. A check that throws found that. */
export async function runRows<Row>(
  rows: readonly Row[],
  check: (row: Row) => Promise<readonly string[]>,
  atOnce: number,
): Promise<readonly (readonly string[])[]> {
  const found: (readonly string[])[] = []
  let next = 0
  const work = async () => {
    for (let at = next++; at < rows.length; at = next++) {
      const row = rows[at]
      if (row === undefined) return
      found[at] = await check(row).catch((error: unknown) => [String(error)])
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return found
}
