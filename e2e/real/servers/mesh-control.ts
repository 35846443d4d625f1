import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listenOnLoopback } from '#demo/listen-on-loopback.ts'
import type { Mortal, MortalMesh, RealMesh, RealMeshFacts } from '#e2e/real/servers/types.ts'

export interface MeshControl {
  /** What another process reaches the mesh by. */
  readonly url: string
  stop(): Promise<void>
}

const mortals: readonly string[] = ['apiServer', 'prometheus', 'istiod'] satisfies readonly Mortal[]

/** Lets other processes of this machine know a mesh and make it sick: tests run in workers of their own. */
export async function serveMesh(mesh: RealMesh): Promise<MeshControl> {
  const server = createServer((request, response) => {
    answer(mesh, request)
      .then((body) => send(response, 200, body))
      .catch((error: unknown) => send(response, 500, { message: String(error) }))
  })
  return listenOnLoopback(server)
}

async function answer(mesh: RealMesh, { method, url = '' }: IncomingMessage): Promise<unknown> {
  const [, verb, server = ''] = url.split('/')
  if (method === 'GET' && verb === 'mesh') {
    const { crash: _, recover: __, stop: ___, ...facts } = mesh
    return facts
  }
  if (method !== 'POST' || !isMortal(server)) throw new Error(`nothing is at ${method} ${url}`)
  if (verb === 'crash') await mesh.crash(server)
  else if (verb === 'recover') await mesh.recover(server)
  else throw new Error(`nothing is at ${url}`)
  return {}
}

function isMortal(name: string): name is Mortal {
  return mortals.includes(name)
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

/** The mesh that another process serves at this address. Rejects when there is none. */
export async function connectMesh(controlUrl: string): Promise<MortalMesh> {
  const ask = async (method: string, path: string): Promise<unknown> => {
    const response = await fetch(`${controlUrl}${path}`, { method })
    const body = await response.json()
    if (!response.ok) throw new Error(`${path}: ${Object(body).message}`)
    return body
  }
  // Both ends are of one tree.
  const facts = (await ask('GET', '/mesh')) as RealMeshFacts
  return {
    ...facts,
    crash: async (server) => void (await ask('POST', `/crash/${server}`)),
    recover: async (server) => void (await ask('POST', `/recover/${server}`)),
  }
}
