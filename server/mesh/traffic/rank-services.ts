/** What a service is ranked by; a number that nobody tells is absent. */
export interface ServiceMeasures {
  readonly requestsPerSecond: number
  /** Share of the requests that failed, 0…100. */
  readonly errorPercent: number
  readonly latencyMsP95?: number
}

export interface RankedServices<Service> {
  /** With errors at all, most first. */
  readonly errors: Service[]
  readonly latency: Service[]
  readonly requests: Service[]
}

/** The first of each order; of services alike in it that which is asked more, for it hurts more. A service at rest is in none. */
export function rankServices<Service extends ServiceMeasures>(
  services: readonly Service[],
  most: number,
): RankedServices<Service> {
  const asked = services.filter(({ requestsPerSecond }) => requestsPerSecond > 0)
  const rank = (measure: (service: Service) => number) =>
    asked
      .filter((service) => measure(service) > 0)
      .sort((a, b) => measure(b) - measure(a) || b.requestsPerSecond - a.requestsPerSecond)
      .slice(0, most)
  return {
    errors: rank(({ errorPercent }) => errorPercent),
    latency: rank(({ latencyMsP95 }) => latencyMsP95 ?? 0),
    requests: rank(({ requestsPerSecond }) => requestsPerSecond),
  }
}
