/** What somebody who helps needs to know of the browser; nothing of who sits before it. */
export interface BrowserFacts {
  readonly userAgent: string
  readonly languages: string
  readonly timeZone: string
  /** In CSS pixels, and how many of the screen's make one. */
  readonly window: string
  readonly theme: string
  /** How far this machine's clock is before the server's, seconds; a wrong one makes ages and ranges look wrong. */
  readonly clockAheadSeconds: number
}

/** An answer may take so long after its moment was noted, so less than that says nothing of the clocks. */
const answerSeconds = 15

/** @param asOf the server's clock in an answer that has just come */
export function readBrowser(asOf: string, arrivedAtMs: number): BrowserFacts {
  const ahead = (arrivedAtMs - Date.parse(asOf)) / 1_000
  return {
    userAgent: navigator.userAgent,
    languages: navigator.languages.join(', '),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    window: `${window.innerWidth}×${window.innerHeight} @${window.devicePixelRatio}`,
    theme: document.documentElement.dataset['theme'] ?? '',
    clockAheadSeconds: Math.abs(ahead) < answerSeconds ? 0 : Math.round(ahead),
  }
}
