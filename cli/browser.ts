import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Programs that open an address as the person's desktop would, by platform. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', '""'],
}

/** A browser that was slow to start has read its page by then. */
const keptMs = 60_000

/**
 * Opens the link in the person's browser. The link does not stand on a command line, where every user of the machine
 * could read it before the browser uses it, but in a page that only this user may read and that leads on to it. Rejects
 * when there is nothing to open it with.
 */
export async function openBrowser(link: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const page = join(folder, 'open.html')
  await writeFile(page, buildPage(link), { mode: 0o600 })
  try {
    await start(openers[process.platform] ?? ['xdg-open'], pathToFileURL(page).href)
  } catch (error) {
    remove()
    throw error
  }
  setTimeout(remove, keptMs).unref()
  process.once('exit', remove)
}

function buildPage(link: string): string {
  return (
    `<!doctype html><meta charset="utf-8"><title>Vardia</title><meta name="referrer" content="no-referrer">` +
    `<meta http-equiv="refresh" content="0;url=${link}"><p><a href="${link}">Open the console</a></p>\n`
  )
}

async function start([program, ...args]: readonly [string, ...string[]], address: string): Promise<void> {
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true })
  await once(child, 'spawn').catch(() => {
    throw new Error(`there is no ${program} here`)
  })
  const code = await new Promise<number | null>((resolve) => {
    // What still runs after this is a browser.
    const settled = setTimeout(() => resolve(0), 1_500)
    child.once('exit', (given) => {
      clearTimeout(settled)
      resolve(given)
    })
  })
  if (code !== 0) throw new Error(`${program} ended with ${code}`)
  child.unref()
}
