/** A text that was not saved yet. */
export interface Draft {
  readonly text: string
  /** What the object was when the writing began, to tell whether it has changed since; absent for what was brought here. */
  readonly base?: string
  /** Its resourceVersion then; absent of an object that was not there. */
  readonly version?: string | undefined
  readonly atMs: number
}

const prefix = 'vardia.draft.'
/** A text above the cap of the preview is no configuration. */
const longestText = 1_048_576
const mostDrafts = 20

/** Of one person and one object, so that nobody who signs in after finds another's text. */
export function nameDraft(user: string, object: string): string {
  return `${prefix}${JSON.stringify([user, object])}`
}

/** Undefined where there is none, or where it cannot be read. */
export function readDraft(storage: Storage, name: string): Draft | undefined {
  try {
    const draft: unknown = JSON.parse(storage.getItem(name) ?? 'null')
    return isDraft(draft) ? draft : undefined
  } catch {
    return undefined
  }
}

/** Keeps the newest ones. False where the browser does not let it be kept, which a person must be told. */
export function keepDraft(storage: Storage, name: string, draft: Draft): boolean {
  if (draft.text.length > longestText) return false
  try {
    const others = Object.keys(storage).filter((key) => key.startsWith(prefix) && key !== name)
    const oldestFirst = others
      .map((key) => ({ key, atMs: readDraft(storage, key)?.atMs ?? 0 }))
      .sort((a, b) => a.atMs - b.atMs)
    for (const { key } of oldestFirst.slice(0, Math.max(0, oldestFirst.length - mostDrafts + 1)))
      storage.removeItem(key)
    storage.setItem(name, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function discardDraft(storage: Storage, name: string): void {
  try {
    storage.removeItem(name)
  } catch {
    // A browser that keeps nothing has nothing to discard.
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false
  const { text, base, version, atMs } = value as Partial<Draft> // an object, as checked above; each field is checked next
  const areTexts = [base, version].every((each) => each === undefined || typeof each === 'string')
  return areTexts && typeof text === 'string' && typeof atMs === 'number'
}
