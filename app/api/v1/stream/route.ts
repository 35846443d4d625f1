import { serveStream } from '#server/http/serve-stream.ts'

export const GET = serveStream()
