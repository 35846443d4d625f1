import { logs } from '#contract/logs.ts'
import { serveFeed } from '#server/http/serve-feed.ts'
import { readLogs } from '#server/usecases/read-logs.ts'
import { streamLogs } from '#server/usecases/stream-logs.ts'

export const GET = serveFeed(logs, readLogs, streamLogs)
