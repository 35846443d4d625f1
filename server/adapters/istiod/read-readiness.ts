import {
  describeError,
  describeForbidden,
  describeNotReady,
  describeStranger,
} from '#server/adapters/istiod/problems.ts'
import type { TextAnswer, TextReader } from '#server/adapters/upstream/text-reader.ts'

export interface Readiness {
  /** `1.31.0`; absent where the port that was asked does not tell. */
  readonly version?: string
}

const deadlineMs = 3_000
const limitBytes = 64 * 1024

/**
 * Whether an istiod is ready, and its version. istiod says the one on port 8080 (`/ready`) and the other on port 15014
 * (`/version`), and either may be what the console reaches (pilot/pkg/bootstrap/server.go and monitoring.go); what has
 * neither is no istiod. Throws Problem unavailable, timeout, forbidden.
 */
export async function readReadiness(client: TextReader, signal: AbortSignal): Promise<Readiness> {
  const read = (path: string) => client.read({ path, deadlineMs, limitBytes, signal })
  const [ready, version] = await Promise.all([read('/ready'), read('/version')])
  const [readyAt, versionAt] = [askedOf(client, '/ready'), askedOf(client, '/version')]
  if (ready.status === 503) throw describeNotReady(readyAt, ready.text)
  if (ready.status !== 404) checkOk(readyAt, ready)
  if (version.status !== 404) checkOk(versionAt, version)
  if (ready.status === 404 && version.status === 404) throw describeStranger(readyAt, 404, ready.text)
  // istiod's handler writes a status and no word.
  if (ready.status === 200 && ready.text.trim() !== '') throw describeStranger(readyAt, 200, ready.text)
  if (version.status !== 200) return {}
  const told = parseVersion(version.text)
  if (told === undefined) throw describeStranger(versionAt, version.status, version.text)
  return { version: told }
}

const askedOf = ({ address }: TextReader, target: string) => ({ address, target })

function checkOk(asked: ReturnType<typeof askedOf>, { status, text }: TextAnswer): void {
  if (status === 401 || status === 403) throw describeForbidden(asked, status, text)
  if (status >= 500) throw describeError(asked, status, text)
  if (status !== 200) throw describeStranger(asked, status, text)
}

/** `1.31.0` of `1.31.0-b2f1a3c-Clean`: version, revision and state of the build (istio/pkg/version BuildInfo.String). */
export function parseVersion(text: string): string | undefined {
  return /^([\w.+-]{1,100})-[\w.]+-[\w.]+$/.exec(text.trim())?.[1]
}
