import type { HealthStatus } from '#contract/words.ts'

/** The colours of the page, as the stage needs them; read from the theme's custom properties. */
export interface StageTokens {
  readonly page: string
  readonly surface: string
  readonly raised: string
  readonly border: string
  readonly borderStrong: string
  readonly text: string
  readonly muted: string
  readonly accent: string
  readonly health: Readonly<Record<HealthStatus, string>>
  readonly healthSoft: Readonly<Record<HealthStatus, string>>
  readonly font: string
}

const healthNames: Readonly<Record<HealthStatus, string>> = {
  failing: 'failing',
  degraded: 'degraded',
  notReady: 'not-ready',
  unknown: 'unknown',
  idle: 'idle',
  healthy: 'healthy',
}

/** Reads the tokens of the theme that stands on `element` now. */
export function readTokens(element: Element): StageTokens {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const readHealth = (suffix: string) =>
    Object.fromEntries(
      Object.entries(healthNames).map(([status, name]) => [status, read(`health-${name}${suffix}`)]),
    ) as Record<HealthStatus, string> // The keys are those of healthNames.
  return {
    page: read('page'),
    surface: read('surface'),
    raised: read('surface-raised'),
    border: read('border'),
    borderStrong: read('border-strong'),
    text: read('text'),
    muted: read('text-muted'),
    accent: read('accent'),
    health: readHealth(''),
    healthSoft: readHealth('-soft'),
    font: style.fontFamily || 'sans-serif',
  }
}
