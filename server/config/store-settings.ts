import * as z from 'zod'

const words = z.string().min(1).optional()
/** Prometheus' durations: `30s`, `1h30m`, `15d`. */
const duration = z
  .string()
  .regex(/^(\d+(ms|[smhdwy]))+$/, 'must be a duration such as 30s or 15d')
  .optional()

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** Prometheus "Data model"; names that begin with two underscores are its own. */
const labelName = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/
const anyValue = /^/
/** A header's value that cannot begin another header. */
const headerValue = /^[\t\x20-\x7e]*$/

/** A JSON object of texts whose names and values have a form. */
function record(name: RegExp, value: RegExp, fault: string) {
  return z
    .string()
    .transform((text, context): Record<string, string> => {
      const parsed = parse(text)
      const entries = Object.entries(Object(parsed))
      const isRecord = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      if (
        isRecord &&
        entries.every(([key, each]) => name.test(key) && typeof each === 'string' && value.test(each))
      )
        // Every value was just seen to be a text.
        return Object.fromEntries(entries) as Record<string, string>
      context.addIssue({ code: 'custom', message: fault })
      return z.NEVER
    })
    .optional()
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const tenant = z.string().regex(headerValue, 'must be printable text').optional()
const headers = record(headerName, headerValue, 'must be a JSON object of header names and values')

/** How a tracing store is asked, beside its address. */
export const tracingSettings = {
  /** Which of the three APIs it speaks, for a store that is not to be asked. */
  VARDIA_TRACING_API: z.enum(['auto', 'jaeger-v3', 'jaeger-older', 'tempo']).default('auto'),
  /** JSON object of headers. */
  VARDIA_TRACING_HEADERS: headers,
  VARDIA_TRACING_USERNAME: words,
  VARDIA_TRACING_PASSWORD: words,
  VARDIA_TRACING_BEARER_TOKEN: words,
  /** A file whose content is the token, read again every half minute. */
  VARDIA_TRACING_BEARER_TOKEN_FILE: words,
  /** Sent as `X-Scope-OrgID`, as a Tempo with tenants wants it. */
  VARDIA_TRACING_TENANT: tenant,
  /** PEM files: who signed the store's certificate, and the console's own certificate and key. */
  VARDIA_TRACING_CA_FILE: words,
  VARDIA_TRACING_CERT_FILE: words,
  VARDIA_TRACING_KEY_FILE: words,
}

/** How a Prometheus-compatible store of metrics is asked, beside its address. */
export const storeSettings = {
  VARDIA_PROMETHEUS_USERNAME: words,
  VARDIA_PROMETHEUS_PASSWORD: words,
  VARDIA_PROMETHEUS_BEARER_TOKEN: words,
  /** A file whose content is the token, read again every half minute. */
  VARDIA_PROMETHEUS_BEARER_TOKEN_FILE: words,
  /** Sent as `X-Scope-OrgID`, as Mimir and Cortex want it. */
  VARDIA_PROMETHEUS_TENANT: tenant,
  /** JSON object of further headers. */
  VARDIA_PROMETHEUS_HEADERS: headers,
  /** JSON object of labels and values that every selector is narrowed by, as Kiali's `query_scope`. */
  VARDIA_PROMETHEUS_QUERY_SCOPE: record(
    labelName,
    anyValue,
    'must be a JSON object of label names and values',
  ),
  /** PEM files: who signed the store's certificate, and the console's own certificate and key. */
  VARDIA_PROMETHEUS_CA_FILE: words,
  VARDIA_PROMETHEUS_CERT_FILE: words,
  VARDIA_PROMETHEUS_KEY_FILE: words,
  /** Used where the store does not tell. */
  VARDIA_PROMETHEUS_SCRAPE_INTERVAL: duration,
  VARDIA_PROMETHEUS_RETENTION: duration,
}
