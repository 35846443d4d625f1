import { serveOpenApi } from '#server/http/openapi.ts'

export const GET = serveOpenApi
