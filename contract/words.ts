import * as z from 'zod/mini'

/** A Kubernetes DNS label (RFC 1123), the only form a namespace name may have. */
export const dnsLabelSchema = z
  .string()
  .check(z.regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be a DNS label: a-z, 0-9 and "-"'), z.maxLength(63))

/** Namespaces as an array (POST) or comma-separated (GET): at least one, each a DNS label, repeats folded. */
export const namespaceListSchema = z.pipe(
  z.union([z.array(z.string()), z.string()]),
  z.pipe(
    z.transform((given: string | string[]) => [
      ...new Set((typeof given === 'string' ? given.split(',') : given).map((name) => name.trim())),
    ]),
    z.array(dnsLabelSchema).check(z.minLength(1), z.maxLength(10_000)),
  ),
)

/** A moment as RFC 3339 with an offset, the form every time on the wire has. */
export const momentSchema = z.iso.datetime({ offset: true })

export const rangeSecondsSchema = z.int().check(z.gte(30), z.lte(2_592_000))

/**
 * A sentence that has not been worded yet: a code of the catalogue `messages/en.json` and the values it takes.
 * Browser, CLI and API word it from the same catalogue; `text` is the English wording, added by the server.
 */
export const findingSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  text: z.string(),
})
export type Finding = z.output<typeof findingSchema>

/** Something the reader must know about an otherwise good answer: a source that failed, a widened range. */
export const noticeSchema = z.extend(findingSchema, {
  severity: z.enum(['info', 'warning', 'error']),
  adapter: z.optional(z.enum(['kubernetes', 'prometheus', 'tracing', 'istiod', 'history'])),
})
export type Notice = z.output<typeof noticeSchema>

/** The one scale of state. Worst first: failing, degraded, notReady, unknown, idle, healthy. */
export const healthStatusSchema = z.enum(['failing', 'degraded', 'notReady', 'unknown', 'idle', 'healthy'])
export type HealthStatus = z.output<typeof healthStatusSchema>

export const healthSchema = z.object({ status: healthStatusSchema, reasons: z.array(findingSchema) })

/** How a namespace's or workload's traffic is captured. */
export const meshModeSchema = z.enum(['sidecar', 'ambient', 'none', 'mixed'])
export type MeshMode = z.output<typeof meshModeSchema>

/**
 * Mutual TLS of several servers as PeerAuthentication sets it; `mixed` when they differ, `unknown` when the viewer may not
 * read what decides it.
 */
export const mtlsModeSchema = z.enum(['STRICT', 'PERMISSIVE', 'DISABLE', 'mixed', 'unknown'])
export type MtlsMode = z.output<typeof mtlsModeSchema>
