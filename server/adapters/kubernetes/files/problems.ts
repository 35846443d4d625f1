import { Problem } from '#server/problem.ts'

/** What kept files from being read as a cluster. `path` is as it was given. */
function describe(
  kind: Problem['kind'],
  code: string,
  params: Readonly<Record<string, string | number>>,
  cause?: unknown,
): Problem {
  return new Problem({
    kind,
    code,
    params,
    adapter: 'kubernetes',
    ...(cause instanceof Error ? { cause } : {}),
  })
}

export const describeNoFiles = (path: string, cause: unknown) =>
  describe('not-found', 'files-not-found', { path }, cause)

/** The end is missing, a checksum is wrong, or it is no archive at all. */
export const describeDamaged = (path: string, cause?: unknown) =>
  describe('invalid', 'files-damaged', { path }, cause)

/** An entry that names a place outside the archive: nobody's honest archive has one. */
export const describeUnsafe = (path: string, entry: string) =>
  describe('invalid', 'files-unsafe', { path, entry: entry.slice(0, 200) })

export const describeTooLarge = (path: string, megabytes: number) =>
  describe('refused', 'files-too-large', { path, megabytes })

export const describeTooMany = (path: string, count: number) =>
  describe('refused', 'files-too-many', { path, count })

export const describeNoObjects = (path: string, cause?: unknown) =>
  describe('invalid', 'files-without-objects', { path }, cause)

/** What a cluster can be asked and files cannot. */
export const describeNotInFiles = (what: string) => describe('unsupported', 'files-lack', { what })
