import { buildInput, isLongList, parseGraphState } from '#components/graph/url.ts'
import { buildCallAddress } from '#components/query/send-call.ts'
import { builtInView, parseSharedView } from '#components/shell/url.ts'
import { trafficGraph } from '#contract/traffic-graph.ts'

export interface FirstQuestion {
  /** The GET that the graph's page asks first. */
  readonly address: string
  /** The preference that may fill in what the URL leaves out, so that the page asks something else. */
  readonly unless?: 'view'
}

/**
 * What the graph's page will ask once its scripts run, read from its URL; undefined where that is no GET of one graph: a
 * comparison, a snapshot, a list of namespaces too long for an address.
 *
 * @param readable the namespaces that the viewer may look into, sorted
 */
export function chooseFirstQuestion(
  query: URLSearchParams,
  readable: readonly string[],
): FirstQuestion | undefined {
  const { state } = parseGraphState(query)
  if (state.baseAt !== undefined || state.baseNamespaces.length > 0 || state.snapshot !== undefined)
    return undefined
  const shared = parseSharedView(query)
  const { namespaces, rangeSeconds } = { ...builtInView, ...shared }
  const names = namespaces.length === 0 ? readable : namespaces
  if (names.length === 0 || isLongList(names)) return undefined
  const isWhole = Object.keys(builtInView).every((key) => key in shared)
  return {
    address: buildCallAddress(trafficGraph, buildInput(state, names, rangeSeconds)),
    ...(isWhole ? {} : { unless: 'view' }),
  }
}
