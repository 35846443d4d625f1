import * as z from 'zod/mini'
import { calls } from '#contract/calls.ts'
import type { Call } from '#contract/define-call.ts'
import { problemKindSchema, problemSchema } from '#contract/problem.ts'
import { streamEventSchema, streamPath } from '#contract/stream.ts'
import manifest from '#package.json' with { type: 'json' }
import { getProcessState } from '#server/adapters/process-state.ts'
import { presentProblem, problemHeaders, problemTable } from '#server/http/problem-response.ts'
import { findSession, requestIdHeader } from '#server/http/session.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** The document as an answer, for whoever may see the console. */
export async function serveOpenApi(request: Request): Promise<Response> {
  const state = getProcessState()
  const { config } = state
  try {
    if (config.VARDIA_AUTH !== 'anonymous') await findSession(request.headers, state)
  } catch (error) {
    const problem = presentProblem(error, request.headers.get(requestIdHeader) ?? '')
    return Response.json(problem, { status: problem.status, headers: problemHeaders })
  }
  return Response.json(buildOpenApi(config.VARDIA_BASE_PATH), { headers: { 'cache-control': 'no-cache' } })
}

/**
 * OpenAPI 3.1 of every call, made from the declarations alone (spec.openapis.org/oas/v3.1.1; its schemas are JSON Schema
 * 2020-12, which zod writes). `x-effect` says whether an operation can change the mesh.
 */
export function buildOpenApi(basePath: string): JsonObject {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const call of calls)
    paths[call.path] = { ...paths[call.path], [call.method.toLowerCase()]: describeCall(call) }
  paths[streamPath] = { get: streamOperation() }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Vardia',
      version: manifest.version,
      description: manifest.description,
      license: { name: manifest.license, identifier: manifest.license },
    },
    servers: [{ url: basePath || '/' }],
    paths,
    components: {
      schemas: { Problem: stripDialect(z.toJSONSchema(problemSchema)) },
      responses: problemResponses(),
    },
  }
}

function describeCall(call: Call): JsonObject {
  const input = stripDialect(z.toJSONSchema(call.input, { io: 'input', unrepresentable: 'any' }))
  const hasBody = call.method !== 'GET' && call.method !== 'DELETE'
  return {
    operationId: call.name,
    summary: call.summary,
    'x-effect': call.effect,
    ...(hasBody
      ? { requestBody: { required: true, content: { 'application/json': { schema: input } } } }
      : { parameters: describeParameters(call, input) }),
    responses: {
      200: {
        description: 'The answer',
        content: {
          'application/json': {
            schema: stripDialect(z.toJSONSchema(call.output, { io: 'input', unrepresentable: 'any' })),
          },
        },
      },
      ...listProblemReferences(),
    },
  }
}

function describeParameters(call: Call, input: JsonObject): readonly JsonObject[] {
  // An object schema's `properties` and `required`, as JSON Schema defines them.
  const { properties = {}, required = [] } = input as {
    properties?: Record<string, unknown>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => {
    const inPath = call.path.includes(`{${name}}`)
    return {
      name,
      in: inPath ? 'path' : 'query',
      required: inPath || required.includes(name),
      schema,
      // Lists are comma-separated, never repeated.
      ...(inPath ? {} : { style: 'form', explode: false }),
    }
  })
}

function streamOperation(): JsonObject {
  return {
    operationId: 'stream',
    summary: 'Tells what changed, as Server-Sent Events; resumes after Last-Event-ID',
    'x-effect': 'read',
    responses: {
      200: {
        description: 'Events; the data of each is one JSON value',
        content: { 'text/event-stream': { schema: stripDialect(z.toJSONSchema(streamEventSchema)) } },
      },
      ...listProblemReferences(),
    },
  }
}

function problemResponses(): JsonObject {
  return Object.fromEntries(
    problemKindSchema.options.map((kind) => [
      kind,
      {
        description: `A problem of kind ${kind}`,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function listProblemReferences(): JsonObject {
  return Object.fromEntries(
    problemKindSchema.options.map((kind) => [
      problemTable[kind].status,
      { $ref: `#/components/responses/${kind}` },
    ]),
  )
}

/** One document has one dialect, which is named once and by default is this one. */
function stripDialect({ $schema, ...schema }: JsonObject): JsonObject {
  return schema
}
