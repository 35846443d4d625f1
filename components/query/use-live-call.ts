'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ApiProblem, isApiProblem } from '#components/query/api-problem.ts'
import { callOptions } from '#components/query/call-options.ts'
import { useLiveSettings } from '#components/query/live-settings.tsx'
import { useHydrated } from '#components/ui/use-hydrated.ts'
import type { Call, CallInput, CallOutput } from '#contract/define-call.ts'

export interface LiveCall<Output> {
  /** The newest good answer, also of the previous input while the new one loads. */
  readonly data: Output | undefined
  /** Why the newest asking failed; `data` may still hold the older answer. */
  readonly problem: ApiProblem | undefined
  /** True while nothing is there to show and nothing has failed. */
  readonly loading: boolean
  /** True while any asking is under way. */
  readonly fetching: boolean
  /** `data` answers an earlier input. */
  readonly previous: boolean
  /** When `data` arrived, milliseconds since the epoch; undefined before the first answer. */
  readonly updatedAtMs: number | undefined
  readonly askAgain: () => void
}

interface LiveCallOptions {
  /** Overrides the interval that the refresh picker chose; `false` asks once and leaves the rest to the stream. */
  readonly intervalMs?: number | false
  /** False holds the asking back. */
  readonly enabled?: boolean
  /** For how long an answer is not asked for again, whoever shows it: what was, does not change. */
  readonly freshMs?: number | undefined
}

/**
 * An answer kept fresh at the interval of the refresh picker: paused while the tab is hidden, old data kept while new
 * loads, no second try of what is invalid or forbidden.
 */
export function useLiveCall<C extends Call>(
  call: C,
  input: CallInput<C>,
  { intervalMs, enabled = true, freshMs }: LiveCallOptions = {},
): LiveCall<CallOutput<C>> {
  const settings = useLiveSettings()
  const interval = intervalMs ?? settings.intervalMs ?? false
  const query = useQuery({
    ...callOptions(call, input),
    enabled,
    ...(freshMs === undefined ? {} : { staleTime: freshMs }),
    // Marks what the refresh picker speaks of: its age is the screen's age.
    meta: { live: intervalMs === undefined },
    placeholderData: keepPreviousData,
    // An interval must not hammer what can only fail; the person asks again, or the input changes.
    refetchInterval: (state) =>
      settings.paused || (isApiProblem(state.state.error) && !state.state.error.retry) ? false : interval,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: !settings.paused && interval !== false,
  })
  const askAgain = () => void query.refetch()
  // Parts of a page hydrate one after the other. An answer that one part asked for may be there before another part
  // hydrates, and what the server drew of that one is the loading state.
  const hydrated = useHydrated()
  if (!hydrated) return { ...unanswered, fetching: enabled, askAgain }
  // The first failure is told at once, while TanStack still tries again.
  const error = query.error ?? query.failureReason
  return {
    data: query.data as CallOutput<C> | undefined, // keepPreviousData widens it to the same type's non-function form.
    problem: isApiProblem(error) ? error : undefined,
    loading: query.isPending && error === null,
    fetching: query.isFetching,
    previous: query.isPlaceholderData,
    updatedAtMs: query.dataUpdatedAt || undefined,
    askAgain,
  }
}

const unanswered = {
  data: undefined,
  problem: undefined,
  loading: true,
  previous: false,
  updatedAtMs: undefined,
} as const
