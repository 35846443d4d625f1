import { digestText } from '#components/graph/take/sha256.ts'
import {
  type GraphSnapshot,
  graphSnapshotSchema,
  snapshotFormat,
  snapshotVersion,
} from '#contract/graph-snapshot.ts'

/** Far above ten thousand edges; what is larger is no graph of ours. */
export const snapshotLimitBytes = 64 * 1024 * 1024

export interface Snapshot extends GraphSnapshot {
  /** SHA-256 over the canonical JSON of the content. */
  readonly digest: string
}

export type SnapshotFault = 'too-large' | 'not-json' | 'not-snapshot' | 'newer' | 'damaged' | 'tampered'

/**
 * The file of a snapshot: content and its digest. The digest shows that nothing was changed since it was reckoned; it is
 * no signature, and whoever changes a file on purpose can reckon a new one.
 */
export function formatSnapshot(content: GraphSnapshot): string {
  // As it will be read: without what JSON does not hold.
  const plain: unknown = JSON.parse(JSON.stringify(content, dropUnmeasured))
  const digest = { algorithm: 'sha-256', value: digestText(formatCanonical(plain)) }
  return JSON.stringify({ ...(isRecord(plain) ? plain : {}), digest })
}

/** JSON would write null for what is no number; it was not measured, so it is absent. */
function dropUnmeasured(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value
}

/** Reads a file that anyone may have written: a snapshot that is whole, or why it is none. */
export function parseSnapshot(text: string): Snapshot | { readonly fault: SnapshotFault } {
  if (text.length > snapshotLimitBytes) return { fault: 'too-large' }
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    return { fault: 'not-json' }
  }
  if (!isRecord(given) || given['format'] !== snapshotFormat) return { fault: 'not-snapshot' }
  if (typeof given['version'] === 'number' && given['version'] > snapshotVersion) return { fault: 'newer' }
  const { digest, ...content } = given
  const value = isRecord(digest) && digest['algorithm'] === 'sha-256' ? digest['value'] : undefined
  if (typeof value !== 'string') return { fault: 'damaged' }
  if (digestText(formatCanonical(content)) !== value) return { fault: 'tampered' }
  const parsed = graphSnapshotSchema.safeParse(content)
  return parsed.success ? { ...parsed.data, digest: value } : { fault: 'damaged' }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON with sorted keys and no space, so that one content has one text (after RFC 8785, without its rules for numbers: one engine's JSON writes one number one way). */
export function formatCanonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatCanonical).join(',')}]`
  if (!isRecord(value)) return JSON.stringify(value)
  const entries = Object.keys(value)
    .sort()
    .filter((key) => value[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${formatCanonical(value[key])}`)
  return `{${entries.join(',')}}`
}
