export type Direction = 'inbound' | 'outbound'

/** How much of what may fail: the shares, in percent, from which an object counts as degraded and as failing. */
export interface Tolerance {
  /** As it was written: `5XX`, `^[1-9]$|^1[0-6]$`. */
  readonly rule: string
  readonly code: RegExp
  readonly protocol: RegExp
  readonly direction: RegExp
  readonly degraded: number
  readonly failure: number
}

/** Tolerances of the objects that a rule names; the first rule that names an object is its rule. */
export interface HealthRate {
  readonly namespace: RegExp
  readonly kind: RegExp
  readonly name: RegExp
  readonly tolerances: readonly Tolerance[]
}

export type HealthRates = readonly HealthRate[]

interface ToleranceText {
  readonly code: string
  readonly degraded: number
  readonly failure: number
  readonly protocol?: string
  readonly direction?: string
}

/** An X stands for any digit; the rest is a regular expression found anywhere in the code, as Kiali reads it. */
export function buildTolerance({ code, degraded, failure, protocol, direction }: ToleranceText): Tolerance {
  return {
    rule: code,
    code: new RegExp(code.replaceAll(/x/gi, '\\d')),
    protocol: new RegExp(protocol || '.*'),
    direction: new RegExp(direction || '.*'),
    degraded,
    failure,
  }
}

/** Every gRPC status but OK. */
export const grpcErrors = '^[1-9]$|^1[0-6]$'
/** The code of a request that nobody answered. */
export const unanswered = '^-$'

/** Kiali's defaults (config/config.go, HealthConfig), which always end the list of rates. */
export const defaultRate: HealthRate = {
  namespace: /.*/,
  kind: /.*/,
  name: /.*/,
  tolerances: [
    buildTolerance({ code: '5XX', degraded: 0, failure: 10, protocol: 'http' }),
    buildTolerance({ code: '4XX', degraded: 10, failure: 20, protocol: 'http' }),
    buildTolerance({ code: grpcErrors, degraded: 0, failure: 10, protocol: 'grpc' }),
    buildTolerance({ code: unanswered, degraded: 0, failure: 10, protocol: 'http|grpc' }),
  ],
}

/** The annotation by which an object sets its own tolerances, in place of those of the configuration. */
export const rateAnnotation = 'health.kiali.io/rate'

export interface RatedObject {
  readonly namespace: string
  readonly kind: 'workload' | 'app' | 'service'
  readonly name: string
  readonly annotations?: Readonly<Record<string, string>>
}

/** The tolerances that hold for an object; an annotation that cannot be read is passed over. */
export function chooseTolerances(rates: HealthRates, object: RatedObject): readonly Tolerance[] {
  const own = object.annotations?.[rateAnnotation]
  const annotated = own === undefined ? undefined : parseRateAnnotation(own)
  if (annotated) return annotated
  for (const rate of rates) {
    if (rate.namespace.test(object.namespace) && rate.kind.test(object.kind) && rate.name.test(object.name))
      return rate.tolerances
  }
  return defaultRate.tolerances
}

/** `code,degraded,failure,protocol,direction`, several parted by `;`; undefined when a part does not read so. */
export function parseRateAnnotation(text: string): readonly Tolerance[] | undefined {
  const tolerances: Tolerance[] = []
  for (const part of text.split(';')) {
    if (part.trim() === '') continue
    const [code = '', degraded, failure, protocol, direction] = part.split(',').map((field) => field.trim())
    const [from, to] = [Number(degraded || Number.NaN), Number(failure || Number.NaN)]
    if (code === '' || !isPercent(from) || !isPercent(to)) return undefined
    try {
      tolerances.push(
        buildTolerance({
          code,
          degraded: from,
          failure: to,
          ...(protocol && { protocol }),
          ...(direction && { direction }),
        }),
      )
    } catch {
      return undefined // no regular expression
    }
  }
  return tolerances.length > 0 ? tolerances : undefined
}

export function isPercent(value: number): boolean {
  return value >= 0 && value <= 100
}
