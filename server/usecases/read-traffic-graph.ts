import type { TrafficGraph, TrafficGraphInput } from '#contract/traffic-graph.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { answerGraph } from '#server/usecases/stages/answer-graph.ts'

/** Who calls whom, at one moment. Throws what `answerGraph` throws. */
export const readTrafficGraph: UseCase<TrafficGraphInput, TrafficGraph> = (input, context) =>
  answerGraph(input, context)
