import {
  type CallSite,
  type CallTree,
  nameEnd,
  readPace,
  type TreeCall,
} from '#demo/world/requests/call-tree.ts'
import { drawShare, mix, purposes } from '#demo/world/requests/draw.ts'
import { hashStory, isSampled, type StoryStart } from '#demo/world/requests/identify.ts'
import type { PodIndex } from '#demo/world/requests/pods.ts'
import type { Sampling } from '#demo/world/requests/sampling.ts'
import { hasArrived, networkShare, type WorldRequest, weighOutcome } from '#demo/world/requests/types.ts'
import { readQuantile } from '#demo/world/spread.ts'
import type { World, WorldPod } from '#demo/world/types.ts'

interface TellerFacts {
  readonly world: World
  readonly tree: CallTree
  readonly pods: PodIndex
  /** The second that the stories begin in. */
  readonly slot: number
  readonly sampling: Sampling
}

export interface Teller {
  /**
   * One story: `first` and `count` are when in the second the call's first request is and how many it has. With
   * `causers`, branches that lead to none of them are left out; what is told is the same either way.
   */
  tell(
    root: TreeCall,
    start: StoryStart,
    first: number,
    count: number,
    causers?: ReadonlySet<string>,
  ): WorldRequest
}

/** How deep a request causes others; the mesh has no circle, and this keeps one from mattering. */
const deepest = 16

/** No request takes longer: clients have given up by then. */
export const longestMs = 15_000

/** A request's own draws, of which the parent has given those that it shares with its main child. */
interface Fortune {
  readonly outcome: number
  readonly latency: number
}

interface Told extends WorldRequest {
  children: readonly WorldRequest[]
  startMs: number
  destination: WorldPod | undefined
}

export function createTeller(facts: TellerFacts): Teller {
  return {
    tell(root, start, first, count, causers) {
      const story = hashStory(start)
      const moment = Math.min(0.999, first + (start.turn + drawShare(story, purposes.moment) * 0.8) / count)
      const sampled = isSampled(story, facts.sampling.readShare(root.call))
      const fortune = drawFortune(story)
      const source = root.call.source
      const pod = source && facts.pods.pick(nameEnd(source), story, purposes.sourcePod)
      const request = drawRequest(facts, root, { hash: story, start, story, sampled, fortune, source: pod })
      request.startMs = (facts.slot + moment) * 1000
      addChildren(facts, root, request, fortune, causers, 1)
      return request
    },
  }
}

const drawFortune = (hash: number): Fortune => ({
  outcome: drawShare(hash, purposes.outcome),
  latency: drawShare(hash, purposes.latency),
})

function drawRequest(
  { pods }: TellerFacts,
  tree: TreeCall,
  facts: {
    hash: number
    start: StoryStart
    story: number
    sampled: boolean
    fortune: Fortune
    source: WorldPod | undefined
  },
): Told {
  const { call, clientCall } = tree
  const { hash, start, story, sampled, fortune, source } = facts
  const outcome = pickOutcome(tree, fortune.outcome)
  const arrived = hasArrived(call, outcome)
  const size = (mean: number, purpose: number) => Math.round(mean * (0.5 + drawShare(hash, purpose)))
  const waypoint = call.reporters.includes('waypoint')
    ? pods.pick(`${call.service.namespace}/waypoint`, hash, purposes.waypoint)
    : undefined
  return {
    hash,
    start,
    story,
    sampled,
    call,
    clientCall,
    outcome,
    startMs: 0,
    durationMs: drawDuration(tree, fortune.latency),
    requestBytes: size(call.requestBytes, purposes.requestBytes),
    responseBytes: size(call.responseBytes, purposes.responseBytes),
    source,
    destination:
      arrived && call.destination
        ? pods.pick(nameEnd(call.destination), hash, purposes.destinationPod)
        : undefined,
    waypoint,
    isTried: tree.tries !== undefined,
    children: [],
  }
}

/** What a client's proxy waits before it sends comes on top of what the server takes: a delay does not vary. */
function drawDuration({ call, latency, tries }: TreeCall, share: number): number {
  if (!latency) return 0
  const waits = tries ? call.latencyMs.median - tries.call.latencyMs.median : 0
  const own =
    waits > 0 && tries?.latency ? readQuantile(tries.latency, share) + waits : readQuantile(latency, share)
  return Math.min(longestMs, own)
}

function pickOutcome({ outcomes }: TreeCall, share: number): WorldRequest['outcome'] {
  let left = share
  for (const outcome of outcomes) {
    if (left < outcome.share) return outcome
    left -= outcome.share
  }
  return outcomes.at(-1) ?? { code: '200', flags: '-', share: 1 }
}

/**
 * What the server asks of others to answer. How many requests a site makes is the site's pace over the pace of all that
 * arrives at the workload, so the traffic of every call is what its metrics count.
 */
function addChildren(
  facts: TellerFacts,
  tree: TreeCall,
  request: Told,
  fortune: Fortune,
  causers: ReadonlySet<string> | undefined,
  depth: number,
): void {
  if (tree.tries) {
    addTries(facts, tree.tries, tree, request, fortune, causers, depth)
    return
  }
  const { destination } = request.call
  if (!destination || depth >= deepest || !hasArrived(request.call, request.outcome)) return
  const workload = nameEnd(destination)
  // The chosen workload itself is whom all causers lead to: its own requests are told, what they cause is not.
  if (causers && !causers.has(workload)) return
  const sites = facts.tree.sites.get(workload)
  if (!sites) return
  const startMs = facts.world.startMs
  const pace = (calls: readonly TreeCall[], of: (call: TreeCall) => number) =>
    calls.reduce((sum, call) => sum + of(call) * readPace(call, facts.slot, startMs), 0)
  const arriving = pace(facts.tree.inbound.get(workload) ?? [], (call) => call.arriving)
  const children: { told: Told; tree: TreeCall; fortune: Fortune }[] = []
  const main = chooseMain(sites)
  for (const site of sites) {
    const total = pace(site.calls, () => 1)
    const expected = total / arriving
    const repeats =
      Math.floor(expected) +
      (drawShare(mix(request.hash, site.hash), purposes.repeats) < expected % 1 ? 1 : 0)
    for (let turn = 0; turn < repeats; turn += 1) {
      const hash = mix(mix(request.hash, site.hash), 1000 + turn)
      const chosen = pickCall(site, drawShare(hash, purposes.version) * total, facts)
      const own = drawFortune(hash)
      const shared = shareFortune(tree, fortune, own)
      const child: Fortune = {
        outcome: turn === 0 && site === main.failing ? shared.outcome : own.outcome,
        latency: turn === 0 && site === main.slow ? shared.latency : own.latency,
      }
      const { start, story, sampled, destination: source } = request
      const told = drawRequest(facts, chosen, { hash, start, story, sampled, fortune: child, source })
      children.push({ told, tree: chosen, fortune: child })
    }
  }
  placeChildren(
    request,
    children.map(({ told }) => told),
  )
  for (const child of children) {
    addChildren(facts, child.tree, child.told, child.fortune, causers, depth + 1)
  }
  request.children = children.map(({ told }) => told)
}

/**
 * The tries of a request whose proxy tries again: all but the last have failed. The last one ends with the request, and
 * is the one that the client has its answer from.
 */
function addTries(
  facts: TellerFacts,
  server: TreeCall,
  client: TreeCall,
  request: Told,
  fortune: Fortune,
  causers: ReadonlySet<string> | undefined,
  depth: number,
): void {
  if (!hasArrived(request.call, request.outcome)) return
  const startMs = facts.world.startMs
  const expected = readPace(server, facts.slot, startMs) / readPace(client, facts.slot, startMs)
  const more = drawShare(request.hash, purposes.repeats) < expected - 1 ? Math.ceil(expected - 1) : 0
  const failed = weighOutcome(request.outcome) === 2
  const tries = Array.from({ length: 1 + more }, (_, turn) => {
    const isLast = turn === more
    const hash = mix(request.hash, 2000 + turn)
    const drawn = drawShare(hash, purposes.outcome)
    const own: Fortune = {
      outcome: isLast && !failed ? drawn * (1 - server.failing) : 1 - drawn * server.failing,
      latency: fortune.latency,
    }
    const { start, story, sampled, source, destination } = request
    const told = drawRequest(facts, server, { hash, start, story, sampled, fortune: own, source })
    if (isLast) told.destination = destination
    return { told, own }
  })
  let endMs = request.startMs + request.durationMs
  for (const { told } of tries.toReversed()) {
    told.startMs = Math.max(request.startMs, endMs - told.durationMs)
    endMs = told.startMs
  }
  for (const { told, own } of tries) addChildren(facts, server, told, own, causers, depth + 1)
  request.children = tries.map(({ told }) => told)
}

/** A request fails and is slow mostly because of one that it makes: of the site that fails most, of the slowest. */
function chooseMain(sites: readonly CallSite[]): {
  failing: CallSite | undefined
  slow: CallSite | undefined
} {
  const most = (of: (site: CallSite) => number) =>
    sites.reduce<CallSite | undefined>(
      (best, site) => (!best || of(site) > of(best) ? site : best),
      undefined,
    )
  return { failing: most(({ failing }) => failing), slow: most(({ medianMs }) => medianMs) }
}

/**
 * The draws that a child takes over from its parent. A failing parent gives a draw from the failing end, one that does
 * well a draw from the rest: over all requests the child's draws stay evenly spread, so its own shares stay true.
 */
function shareFortune(parent: TreeCall, fortune: Fortune, own: Fortune): Fortune {
  const well = 1 - parent.failing
  const outcome = fortune.outcome < well ? own.outcome * well : well + own.outcome * parent.failing
  return { outcome, latency: fortune.latency }
}

function pickCall(site: CallSite, share: number, { slot, world }: TellerFacts): TreeCall {
  let left = share
  for (const call of site.calls) {
    const pace = readPace(call, slot, world.startMs)
    if (left < pace) return call
    left -= pace
  }
  // A site is made of at least one call.
  return site.calls[site.calls.length - 1] as TreeCall
}

/** One after the other within the parent's time where they fit, else side by side; one too long outlasts its parent. */
function placeChildren(parent: Told, children: readonly Told[]): void {
  const lengths = children.map(({ durationMs }) => durationMs * networkShare)
  const sum = lengths.reduce((total, length) => total + length, 0)
  const free = parent.durationMs - sum
  if (free > parent.durationMs * 0.05) {
    const gap = free / (children.length + 1)
    let at = parent.startMs + gap
    children.forEach((child, index) => {
      child.startMs = at + (child.durationMs * (networkShare - 1)) / 2
      at += (lengths[index] ?? 0) + gap
    })
    return
  }
  const longest = Math.max(...lengths)
  const room = Math.max(parent.durationMs * 0.02, (parent.durationMs - longest) / 2)
  children.forEach((child, index) => {
    child.startMs =
      parent.startMs +
      (room * (index + 1)) / (children.length + 1) +
      (child.durationMs * (networkShare - 1)) / 2
  })
}
