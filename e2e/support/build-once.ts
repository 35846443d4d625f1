import { hasChromium } from '#e2e/support/chromium.ts'
import { buildConsole } from '#tools/build/build-console.ts'

/** Vitest's global set-up of the journeys: one build of this very tree, before the first of them. */
export async function setup(): Promise<void> {
  if (hasChromium) await buildConsole((words) => console.log(words))
}
