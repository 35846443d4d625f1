import { source } from 'axe-core'
import type { Page } from 'playwright-core'

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly impact?: string | null
    readonly help: string
    readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[]
  }[]
}

/** What axe-core finds serious or critical on the page (WCAG 2 A and AA), one line each; empty when all is well. */
export async function listAccessibilityFaults(page: Page): Promise<readonly string[]> {
  // Evaluated through the browser's debugger, so the page's own CSP stays as it is.
  await page.evaluate(source)
  const result = await page.evaluate(async () => {
    // The script above defines it.
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResult> } }
    return axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      resultTypes: ['violations'],
    })
  })
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help} at ${node.target.join(' ')}`))
}
