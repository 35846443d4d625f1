import * as z from 'zod/mini'

/**
 * Events of the one stream a tab holds (`GET /api/v1/stream`, Server-Sent Events). `mesh` says that the cluster's
 * objects changed (its data is the new snapshot version), `sources` that a data source changed state. The browser
 * answers by asking the calls concerned again; the stream carries no mesh data of its own.
 */
export const streamEventSchema = z.discriminatedUnion('topic', [
  z.object({ topic: z.literal('mesh'), version: z.int() }),
  z.object({ topic: z.literal('sources') }),
])
export type StreamEvent = z.output<typeof streamEventSchema>
export const streamPath = '/api/v1/stream'
