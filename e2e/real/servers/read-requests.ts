import { ask } from '#e2e/real/fidelity/answer.ts'
import type { RealMeshFacts } from '#e2e/real/servers/types.ts'

const line = /^apiserver_request_total\{(?<labels>[^}]*)\} (?<count>\S+)$/gm
const label = /(\w+)="([^"]*)"/g

/**
 * How many requests the API server has answered since it started, by `VERB resource.group`, as its own metrics count them
 * (kubernetes.io "Kubernetes Metrics Reference", `apiserver_request_total`).
 */
export async function readRequests({
  apiServerUrl: url,
  certificate,
  users,
}: RealMeshFacts): Promise<ReadonlyMap<string, number>> {
  const token = users.find(({ name }) => name === 'admin')?.token
  const { status, body } = await ask({ url, certificate }, '/metrics', {
    headers: { authorization: `Bearer ${token}` },
  })
  if (status !== 200) throw new Error(`the API server's metrics are refused: ${status}`)
  const requests = new Map<string, number>()
  for (const { groups } of String(body).matchAll(line)) {
    const labels = Object.fromEntries(
      [...(groups?.['labels'] ?? '').matchAll(label)].map(([, key, value]) => [key, value]),
    )
    const name = [labels['resource'], labels['group']].filter(Boolean).join('.')
    const key = `${labels['verb']} ${name}`
    requests.set(key, (requests.get(key) ?? 0) + Number(groups?.['count']))
  }
  return requests
}
