import { type Answer, answerError, answerText } from '#demo/prometheus/http/answers.ts'
import { answerExemplars } from '#demo/prometheus/http/exemplars-api.ts'
import type { Asked } from '#demo/prometheus/http/form.ts'
import { answerQuery, answerQueryRange } from '#demo/prometheus/http/query-api.ts'
import { answerAlerts, answerRules } from '#demo/prometheus/http/rules-api.ts'
import { answerLabels, answerLabelValues, answerSeries } from '#demo/prometheus/http/series-api.ts'
import {
  answerBuildInfo,
  answerConfig,
  answerFlags,
  answerMetadata,
  answerRuntimeInfo,
  answerTargets,
  type ServerFacts,
} from '#demo/prometheus/http/status-api.ts'
import { PromqlError, unsupported } from '#demo/prometheus/promql/errors.ts'

type Handler = (facts: ServerFacts, params: URLSearchParams) => Answer | Promise<Answer>

interface Route {
  readonly handle: Handler
  /** Whether a form may be posted to it, as to what takes long selectors. */
  readonly takesPost?: boolean
}

const ROUTES: Readonly<Record<string, Route>> = {
  '/api/v1/query': { handle: answerQuery, takesPost: true },
  '/api/v1/query_range': { handle: answerQueryRange, takesPost: true },
  '/api/v1/series': { handle: ({ source }, params) => answerSeries(source, params), takesPost: true },
  '/api/v1/labels': { handle: ({ source }, params) => answerLabels(source, params), takesPost: true },
  '/api/v1/query_exemplars': {
    handle: ({ listExemplars }, params) => answerExemplars(listExemplars, params),
    takesPost: true,
  },
  '/api/v1/metadata': { handle: answerMetadata },
  '/api/v1/rules': { handle: answerRules },
  '/api/v1/alerts': { handle: answerAlerts },
  '/api/v1/targets': { handle: answerTargets },
  '/api/v1/status/buildinfo': { handle: answerBuildInfo },
  '/api/v1/status/runtimeinfo': { handle: answerRuntimeInfo },
  '/api/v1/status/flags': { handle: answerFlags },
  '/api/v1/status/config': { handle: answerConfig },
  '/-/healthy': { handle: () => answerText('Prometheus Server is Healthy.\n') },
  '/-/ready': { handle: () => answerText('Prometheus Server is Ready.\n') },
}

/** Parts of the real API that the demo leaves out on purpose: they say so, where an unknown path is simply not there. */
const LEFT_OUT = [
  '/api/v1/admin/',
  '/api/v1/read',
  '/api/v1/otlp/',
  '/api/v1/format_query',
  '/api/v1/parse_query',
  '/api/v1/alertmanagers',
  '/api/v1/notifications',
  '/api/v1/scrape_pools',
  '/api/v1/targets/metadata',
  '/api/v1/status/tsdb',
  '/api/v1/status/walreplay',
  '/federate',
]

const NO_RECEIVER = 'remote write receiver needs to be enabled with --web.enable-remote-write-receiver'

const LABEL_VALUES = /^\/api\/v1\/label\/([^/]+)\/values$/

/** Finds what answers a path; a wrong method is 405 and an unknown path 404, each in plain text as Go's mux does. */
export async function answerPath(
  facts: ServerFacts,
  method: string,
  path: string,
  { params, formError }: Asked,
): Promise<Answer> {
  try {
    const label = LABEL_VALUES.exec(path)?.[1]
    const route: Route | undefined = label
      ? { handle: ({ source }) => answerLabelValues(source, decodeURIComponent(label), params) }
      : ROUTES[path]
    if (!route) {
      if (path === '/api/v1/write' && method === 'POST') return answerText(`${NO_RECEIVER}\n`, 404)
      if (LEFT_OUT.some((prefix) => path.startsWith(prefix)))
        return answerError(unsupported(`the endpoint ${path}`))
      return answerText('404 page not found\n', 404)
    }
    const takes = path.startsWith('/-/') ? ['GET', 'HEAD'] : route.takesPost ? ['GET', 'POST'] : ['GET']
    if (!takes.includes(method)) return answerText('Method Not Allowed\n', 405)
    if (formError !== undefined && path === '/api/v1/series') {
      throw new PromqlError('bad_data', `error parsing form values: ${formError}`)
    }
    return await route.handle(facts, params)
  } catch (error) {
    return answerError(error)
  }
}
