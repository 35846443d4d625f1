import { useSearchParams } from 'next/navigation'
import { buildMetricsQuery, type MetricsState, parseMetricsState } from '#components/metrics/url.ts'

export type ChangeMetrics = (change: Partial<MetricsState>) => void

/** The charts' state as the URL holds it. A range that was drawn is a page of its own, which the back button leaves. */
export function useMetricsState(): {
  readonly state: MetricsState
  readonly change: ChangeMetrics
  readonly enter: ChangeMetrics
} {
  const query = useSearchParams()
  return {
    state: parseMetricsState(new URLSearchParams(query ?? '')),
    change: (part) => window.history.replaceState(null, '', buildAddress(part)),
    enter: (part) => window.history.pushState(null, '', buildAddress(part)),
  }
}

function buildAddress(part: Partial<MetricsState>): string {
  // The address bar, not the hook's value: two changes in one event must both survive.
  const query = new URLSearchParams(window.location.search)
  return `${buildMetricsQuery({ ...parseMetricsState(query), ...part }, query)}${window.location.hash}`
}
