import type {
  CredentialReader,
  RequestCredentials,
} from '#server/adapters/kubernetes/connection/credentials.ts'
import { describeKubeconfigFault } from '#server/adapters/kubernetes/problems.ts'
import { isProblem, type Problem } from '#server/problem.ts'

/** Long enough for a person to sign in with a browser; a plugin that hangs ends with it. */
export const pluginPatienceMs = 60_000

export interface PluginFacts {
  /** The context whose user it signs in. */
  readonly identity: string
  /** The user's entry of the kubeconfig. */
  readonly user: Readonly<Record<string, unknown>>
  readonly patienceMs?: number
}

/**
 * Runs `exec` plugins and legacy providers through the client library, which costs 0.7 s and 80 MB and is therefore
 * loaded only for contexts that need it. It keeps what a plugin answers until that expires, and runs it once for all who
 * wait. Reading throws Problem `kubeconfig-plugin` or `kubeconfig-plugin-late`, whose words hold nothing that it printed
 * as its answer.
 */
export function readFromPlugin(
  { identity, user, patienceMs = pluginPatienceMs }: PluginFacts,
  common: RequestCredentials['headers'],
): CredentialReader {
  const command = readCommand(user)
  const open = async () => {
    const { KubeConfig } = await import('@kubernetes/client-node')
    const config = new KubeConfig()
    config.loadFromString(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        // Only the credentials are wanted, and the library refuses plain http, which loopback proxies speak.
        clusters: [{ name: 'cluster', cluster: { server: 'https://unused.invalid' } }],
        users: [{ name: 'user', user }],
        contexts: [{ name: 'context', context: { cluster: 'cluster', user: 'user' } }],
        'current-context': 'context',
      }),
    )
    return config
  }
  let opened: ReturnType<typeof open> | undefined
  let asking: Promise<RequestCredentials> | undefined
  const ask = async (): Promise<RequestCredentials> => {
    opened ??= open()
    const options: import('node:https').RequestOptions = {}
    try {
      await inTime((await opened).applyToHTTPSOptions(options), patienceMs, () =>
        describeKubeconfigFault('kubeconfig-plugin-late', {
          identity,
          command,
          seconds: String(Math.round(patienceMs / 1_000)),
        }),
      )
    } catch (error) {
      if (isProblem(error)) throw error
      throw describeKubeconfigFault('kubeconfig-plugin', { identity, command }, tellReason(error))
    }
    // The library writes a plain record of headers; the option's type also allows a list of pairs.
    const given = new Headers(options.headers as Record<string, string> | undefined)
    const authorization = given.get('authorization')
    return {
      headers: { ...common, ...(authorization ? { authorization } : {}) },
      // Plugins give PEM texts; the option's type also allows lists, which kubeconfig cannot say.
      ...(typeof options.cert === 'string' && typeof options.key === 'string'
        ? { cert: options.cert, key: options.key }
        : {}),
    }
  }
  return {
    read: () => {
      asking ??= ask().finally(() => {
        asking = undefined
      })
      return asking
    },
    forget: () => {
      opened = undefined
    },
  }
}

function readCommand(user: Readonly<Record<string, unknown>>): string {
  const command: unknown = Reflect.get(Object(user['exec']), 'command')
  return typeof command === 'string' ? command : 'auth-provider'
}

/** The plugin's own complaint; of an answer that cannot be read no word, since it may hold the token. */
function tellReason(error: unknown): Error {
  if (error instanceof SyntaxError) return new Error('what it printed is no JSON')
  if (error instanceof TypeError) return new Error('what it printed holds no credentials')
  const words = error instanceof Error ? error.message.trim().slice(0, 500) : ''
  return new Error(words || 'it failed without a word')
}

async function inTime<Answer>(work: Promise<Answer>, ms: number, late: () => Problem): Promise<Answer> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(late()), ms)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
