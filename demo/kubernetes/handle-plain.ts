import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  buildAggregated,
  buildGroupList,
  buildVersions,
  findGroup,
  findResourceList,
  serverVersion,
} from '#demo/kubernetes/discovery.ts'
import { checkTakesJson, wantsAggregated } from '#demo/kubernetes/negotiate.ts'
import { type OpenApi, openApiPath } from '#demo/kubernetes/openapi.ts'
import { openApiV2Path } from '#demo/kubernetes/openapi-v2/serve-document.ts'
import { replyJson, replyText } from '#demo/kubernetes/reply.ts'
import { isRestful } from '#demo/kubernetes/unknown-path.ts'

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
  if (isRestful(clean)) checkTakesJson(request.headers.accept, clean === '/version' ? 'json' : 'all')
  if (clean === '/version') return json(serverVersion)
  if (['/healthz', '/livez', '/readyz'].includes(clean)) {
    replyText(response, 200, 'ok')
    return true
  }
  if (clean === '/api' || clean === '/apis') {
    if (wantsAggregated(request.headers.accept)) {
      return json(
        buildAggregated(clean === '/api'),
        'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
      )
    }
    return json(clean === '/api' ? buildVersions(facts.address) : buildGroupList())
  }
  if (path === openApiV2Path) {
    await facts.openApi.serveV2(request, response)
    return true
  }
  if (clean === openApiPath || clean.startsWith(`${openApiPath}/`)) {
    const document = facts.openApi.read(clean.slice(openApiPath.length + 1))
    if (document === undefined) return false
    // It is JSON all the same: kube-openapi serves both from what was read from disk.
    const type = clean === openApiPath ? 'text/plain; charset=utf-8' : undefined
    await replyJson(request, response, 200, document, type)
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
  if (!found) return false
  if (!isRestful(clean)) wantsAggregated(request.headers.accept)
  return json(found)
}
