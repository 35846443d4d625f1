import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  buildAggregated,
  buildGroupList,
  buildVersions,
  findGroup,
  findResourceList,
  serverVersion,
} from '#demo/kubernetes/discovery.ts'
import { chooseDiscovery } from '#demo/kubernetes/negotiate.ts'
import { type OpenApi, openApiPath } from '#demo/kubernetes/openapi.ts'
import { replyJson, replyText } from '#demo/kubernetes/reply.ts'

/** Answers what is no resource: discovery, OpenAPI, version, health. False where there is nothing at the path. */
export async function handlePlain(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  facts: { address: string; openApi: OpenApi },
): Promise<boolean> {
  const json = async (body: object, contentType?: string) => {
    await replyJson(request, response, 200, JSON.stringify(body), contentType)
    return true
  }
  const clean = path.length > 1 ? path.replace(/\/$/, '') : path
  if (clean === '/version') return json(serverVersion)
  if (['/healthz', '/livez', '/readyz'].includes(clean)) {
    replyText(response, 200, 'ok')
    return true
  }
  if (clean === '/api' || clean === '/apis') {
    const version = chooseDiscovery(request.headers.accept)
    if (version) {
      const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`
      return json(buildAggregated(clean === '/api', version), type)
    }
    return json(clean === '/api' ? buildVersions(facts.address) : buildGroupList())
  }
  if (clean === openApiPath || clean.startsWith(`${openApiPath}/`)) {
    const document = facts.openApi.read(clean.slice(openApiPath.length + 1))
    if (document === undefined) return false
    await replyJson(request, response, 200, document)
    return true
  }
  const [prefix, group = '', version] = clean.slice(1).split('/')
  const found =
    prefix === 'api'
      ? findResourceList('', group)
      : prefix === 'apis'
        ? version
          ? findResourceList(group, version)
          : findGroup(group)
        : undefined
  return found ? json(found) : false
}
