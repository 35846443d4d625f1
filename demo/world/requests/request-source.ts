import { buildCallTree, type CallTree, nameEnd, type TreeCall } from '#demo/world/requests/call-tree.ts'
import { drawShare, purposes } from '#demo/world/requests/draw.ts'
import {
  formatTraceId,
  hashStory,
  mostTurns,
  parseTraceId,
  readCallKey,
} from '#demo/world/requests/identify.ts'
import { buildPodIndex, type PodIndex } from '#demo/world/requests/pods.ts'
import { readSampling, type Sampling } from '#demo/world/requests/sampling.ts'
import { createTeller, type Teller } from '#demo/world/requests/tell-story.ts'
import type { WorldRequest } from '#demo/world/requests/types.ts'
import type { World, WorldCall, WorldPod } from '#demo/world/types.ts'

/** How the mesh is at a moment. Equal things are the same object, so that what follows from them is kept. */
export interface RequestFacts {
  readonly world: World
  /** Who calls whom at a moment, in milliseconds of the epoch; the world's calls where nothing has changed. */
  readonly readCalls?: (timeMs: number) => readonly WorldCall[]
  readonly readPods: () => readonly WorldPod[]
}

/** Whose requests are wanted: all, or those that concern some workloads (`namespace/workload`). */
export interface StoryChoice {
  readonly workloads?: readonly string[]
  /** Only stories that are traced. */
  readonly sampled?: boolean
}

/**
 * The mesh's single requests, made when they are asked for and kept nowhere. A story is a request that nothing in the
 * mesh causes, with all that it causes. The stories of a second are as many as the call's counter grows in it, so
 * what is told here and what metrics count is the same traffic.
 */
export interface RequestSource {
  readonly world: World
  /** The stories that begin in a second of the epoch; of a chosen workload's, only the branches that lead to it. */
  listStories(slot: number, choice?: StoryChoice): WorldRequest[]
  /** The whole story of a trace, where it is one of the mesh's and was sampled. */
  findTrace(traceId: string): WorldRequest | undefined
  readTree(timeMs: number): CallTree
  /** Which share of a call's requests is traced, about. */
  readSampledShare(call: WorldCall): number
  readPods(): PodIndex
}

export function createRequestSource(facts: RequestFacts): RequestSource {
  const { world } = facts
  const readCalls = facts.readCalls ?? (() => world.calls)
  const keep = <Key extends object, Value>(build: (key: Key) => Value) => {
    const known = new WeakMap<Key, Value>()
    return (key: Key): Value => {
      const found = known.get(key) ?? build(key)
      known.set(key, found)
      return found
    }
  }
  const treeOf = keep((calls: readonly WorldCall[]) => buildCallTree(world, calls))
  const indexOf = keep(buildPodIndex)
  const sampling = readSampling(world)
  const readTree = (timeMs: number) => treeOf(readCalls(timeMs))
  const readPods = () => indexOf(facts.readPods())
  const open = (slot: number) => {
    const tree = readTree(slot * 1000)
    return { tree, teller: createTeller({ world, tree, pods: readPods(), slot, sampling }) }
  }
  return {
    world,
    readTree,
    readPods,
    readSampledShare: sampling.readShare,
    listStories(slot, choice = {}) {
      if (slot * 1000 < world.startMs) return []
      const { tree, teller } = open(slot)
      const causers = choice.workloads && joinCausers(tree, choice.workloads)
      return tree.roots
        .filter((root) => !causers || concerns(root, causers, choice.workloads))
        .flatMap((root) => tellAll(root, { world, slot, sampling, teller, choice, causers }))
    },
    findTrace(traceId) {
      const { key, slot, turn } = parseTraceId(traceId)
      if (slot * 1000 < world.startMs) return undefined
      const { tree, teller } = open(slot)
      for (const root of tree.roots) {
        const start = { callHash: root.hash, slot, turn }
        if (readCallKey(root.hash) !== key || formatTraceId(start) !== traceId) continue
        const { first, count } = countTurns(root, slot, world.startMs)
        const story = turn < count ? teller.tell(root, start, first, count) : undefined
        if (story?.sampled) return story
      }
      return undefined
    },
  }
}

function joinCausers(tree: CallTree, workloads: readonly string[]): ReadonlySet<string> {
  const [only] = workloads
  if (only !== undefined && workloads.length === 1) return tree.listCausers(only)
  return new Set(workloads.flatMap((workload) => [...tree.listCausers(workload)]))
}

function concerns(
  { call: { source, destination } }: TreeCall,
  causers: ReadonlySet<string>,
  workloads: readonly string[] = [],
): boolean {
  if (source && workloads.includes(nameEnd(source))) return true
  return destination !== undefined && causers.has(nameEnd(destination))
}

function tellAll(
  root: TreeCall,
  facts: {
    world: World
    slot: number
    sampling: Sampling
    teller: Teller
    choice: StoryChoice
    causers: ReadonlySet<string> | undefined
  },
): WorldRequest[] {
  const { first, count } = countTurns(root, facts.slot, facts.world.startMs)
  const stories: WorldRequest[] = []
  for (let turn = 0; turn < count; turn += 1) {
    const start = { callHash: root.hash, slot: facts.slot, turn }
    if (facts.choice.sampled) {
      const share = facts.sampling.readShare(root.call)
      if (drawShare(hashStory(start), purposes.sampling) >= share) continue
    }
    stories.push(facts.teller.tell(root, start, first, count, facts.causers))
  }
  return stories
}

/** The requests of a second are those that the counter passes in it: whole numbers between two of its values. */
function countTurns(root: TreeCall, slot: number, startMs: number): { first: number; count: number } {
  const from = slot - startMs / 1000
  const before = root.call.perSecond * root.curve(from)
  const after = root.call.perSecond * root.curve(from + 1)
  const grown = after - before
  const count = Math.min(mostTurns, Math.floor(after) - Math.floor(before))
  // When in the second the first one is passed, as a share of it.
  return { first: grown > 0 ? (Math.floor(before) + 1 - before) / grown : 0, count }
}
