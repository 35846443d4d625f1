import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, skipsJourneys } from '#e2e/support/chromium.ts'
import {
  type MeshOptions,
  type RunningConsole,
  type RunningMesh,
  startMesh,
} from '#e2e/support/start-console.ts'

/** How many times slower than it is the page's processor is made, to find journeys that count on a fast one. */
const slowness = Number(process.env['JOURNEY_SLOWNESS'] ?? 1)

const shots = join(import.meta.dirname, '../../.cache/e2e')

/** A console over some mesh: the demo's, or one of real servers. */
export interface ConsoleOverMesh {
  readonly console: RunningConsole
  stop(): Promise<void>
}

export interface Journey<Mesh extends ConsoleOverMesh = ConsoleOverMesh> {
  readonly page: Page
  readonly mesh: Mesh
  /** Opens a path of the console, such as `/graph?ns=shop`, and waits until the frame answers to keys. */
  open(path: string, options?: { heading: boolean }): Promise<void>
  /** Loads the page again, and waits as `open` does: before that a key or a choice is lost on a busy machine. */
  reload(): Promise<void>
}

interface JourneyOptions extends BrowserContextOptions {
  /** Console errors that this journey provokes on purpose, such as those of an upstream that is down. */
  readonly expected?: readonly RegExp[]
}

export type DefineJourney<Mesh extends ConsoleOverMesh = ConsoleOverMesh> = (
  name: string,
  run: (journey: Journey<Mesh>) => Promise<void>,
  options?: JourneyOptions,
) => void

/** A journey that holds over any mesh that has the demo's world: the demo itself, and real servers. */
export interface SharedJourney {
  readonly name: string
  readonly run: (journey: Journey) => Promise<void>
  readonly options?: JourneyOptions
}

/** Defines each of them over the mesh of this file. */
export function walk(journey: DefineJourney, shared: readonly SharedJourney[]): void {
  for (const { name, run, options } of shared) journey(name, run, options)
}

/** Journeys through a console over one demo mesh for the whole file. */
export function journeysIn(options: MeshOptions = {}): DefineJourney<RunningMesh> {
  return journeysOver(() => startMesh(options))
}

/**
 * Starts one mesh, one console and one Chromium for the journeys of a file. Each journey has a fresh context, and fails
 * on any violation of the page's CSP, any error on its console and any exception nobody caught. What it saw last is
 * kept as a picture in `.cache/e2e` when it fails.
 */
export function journeysOver<Mesh extends ConsoleOverMesh>(start: () => Promise<Mesh>): DefineJourney<Mesh> {
  let mesh: Mesh
  let browser: Browser
  beforeAll(async () => {
    if (skipsJourneys) return
    ;[mesh, browser] = await Promise.all([start(), launchChromium()])
  })
  afterAll(async () => {
    await browser?.close()
    await mesh?.stop()
  })
  return (name, run, { expected = [], ...contextOptions } = {}) => {
    test.skipIf(skipsJourneys)(skipsJourneys ? `${name} (skipped: chromium is missing)` : name, async () => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...contextOptions })
      context.setDefaultTimeout(45_000)
      const page = await context.newPage()
      if (slowness > 1) await slowDown(page)
      const faults = await collectFaults(page)
      const open = async (path: string, { heading } = { heading: true }) => {
        await page.goto(`${mesh.console.url}${path}`, { waitUntil: 'domcontentloaded' })
        if (heading) await waitUntilHeard(page)
      }
      const reload = async () => {
        await page.reload({ waitUntil: 'domcontentloaded' })
        await waitUntilHeard(page)
      }
      try {
        await run({ page, mesh, open, reload })
        expect(faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)))).toEqual([])
      } catch (error) {
        await mkdir(shots, { recursive: true })
        const picture = join(shots, `${name.replaceAll(/[^a-zA-Z0-9]+/g, '-').slice(0, 80)}.png`)
        await page.screenshot({ path: picture }).catch(() => undefined)
        if (faults.length > 0 && error instanceof Error)
          error.message += `\nThe page said:\n${faults.join('\n')}`
        throw error
      } finally {
        await context.close()
      }
    })
  }
}

async function waitUntilHeard(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  // The session is drawn by the first script that runs, so from then on keys are heard.
  await page.getByRole('button', { name: /^You look as/ }).waitFor()
}

async function slowDown(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowness })
}

/** Everything that a well page never says. CSP violations are told by the page itself, before any script of ours. */
async function collectFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`)
  })
  await page.exposeFunction('reportViolation', (text: string) => faults.push(`CSP: ${text}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      // exposeFunction puts it on the window of every document.
      const report = (window as unknown as { reportViolation(text: string): void }).reportViolation
      report(
        `${event.violatedDirective} blocked ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`,
      )
    })
  })
  return faults
}
