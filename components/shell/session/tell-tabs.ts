import { basePath } from '#components/query/base-path.ts'

/** What one tab of a browser tells the others, which share its cookie. */
type Told = 'signed-in' | 'signed-out'

const key = `vardia.session${basePath}`

/** Told through what the tabs store together: the browser passes a change on to every tab but the one that made it. */
export function tellTabs(told: Told): void {
  try {
    localStorage.setItem(key, `${told} ${Date.now()}`)
  } catch {
    // A browser that stores nothing: each tab learns of it with its next call.
  }
}

/** Returns its own undo. */
export function listenToTabs(told: Told, act: () => void): () => void {
  const hear = (event: StorageEvent) => {
    if (event.key === key && event.newValue?.startsWith(`${told} `)) act()
  }
  window.addEventListener('storage', hear)
  return () => window.removeEventListener('storage', hear)
}
