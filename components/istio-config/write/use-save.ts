'use client'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { keepWritten } from '#components/istio-config/write/written.ts'
import { type ApiProblem, buildUnreachable, isApiProblem } from '#components/query/api-problem.ts'
import { sendCall } from '#components/query/send-call.ts'
import { useWrite } from '#components/query/use-write.ts'
import type { CallInput, CallOutput } from '#contract/define-call.ts'
import { preview } from '#contract/preview.ts'
import { type Conflict, configApply, conflictSchema, type Written } from '#contract/writing.ts'

type Preview = CallOutput<typeof preview>
type Wanted = Omit<CallInput<typeof configApply>, 'force' | 'base'> & {
  /** What the text was made from; absent of a new object. */
  readonly base?: { readonly resourceVersion: string; readonly yaml: string } | undefined
}

export type SaveState =
  | { readonly phase: 'idle' | 'checking' | 'saving' }
  /** The preview at the moment of saving: faults stop it, warnings ask once more. */
  | { readonly phase: 'stopped' | 'confirm'; readonly found: Preview }
  /** `isSent`: the write itself was on its way, not only the preview before it. */
  | { readonly phase: 'failed'; readonly problem: ApiProblem; readonly isSent: boolean }
  | { readonly phase: 'conflict'; readonly conflict: Conflict }

export interface Saving {
  readonly state: SaveState
  /** Looks once more at what it would mean, and writes where nothing speaks against it and nobody wants to be asked. */
  readonly begin: (wanted: Wanted, asksAlways: boolean) => Promise<void>
  /** Writes though there are warnings, or though others keep what is written. */
  readonly confirm: (wanted: Wanted, force?: boolean) => Promise<void>
  readonly reset: () => void
}

/**
 * Saves a text or removes an object as the user: a preview with the cluster's dry run first, then the write. What came in
 * between is told and never written over.
 *
 * @param onWritten runs once the write is stored and what it made stale is asked for again
 */
export function useSave(rangeSeconds: number, onWritten: (written: Written) => void): Saving {
  const [state, setState] = useState<SaveState>({ phase: 'idle' })
  const write = useWrite(configApply)
  const queries = useQueryClient()

  const send = async (wanted: Wanted, force: boolean, isSecond = false): Promise<void> => {
    setState({ phase: 'saving' })
    try {
      const isRemoval = wanted.operation === 'remove'
      const input = buildInput(wanted, force)
      const written = await (isRemoval ? sendCall(configApply, input) : write.mutateAsync(input))
      keepWritten(written)
      setState({ phase: 'idle' })
      onWritten(written)
      if (isRemoval) await forgetAnswers(queries)
    } catch (error) {
      const problem = isApiProblem(error) ? error : buildUnreachable(error)
      const conflict = parseConflict(problem)
      // Only what nobody writes has moved (a status, a label of a controller that the text has too).
      if (conflict && !isSecond && isUntouched(conflict) && wanted.base)
        return send(rebase(wanted, wanted.base.yaml, conflict.resourceVersion), force, true)
      setState(conflict ? { phase: 'conflict', conflict } : { phase: 'failed', problem, isSent: true })
    }
  }

  return {
    state,
    begin: async (wanted, asksAlways) => {
      setState({ phase: 'checking' })
      try {
        const found = await sendCall(preview, {
          yaml: wanted.yaml,
          operation: wanted.operation === 'remove' ? 'remove' : 'apply',
          ...(wanted.expected ? { expected: wanted.expected } : {}),
          ...(wanted.namespace === undefined ? {} : { namespace: wanted.namespace }),
          rangeSeconds,
        })
        if (found.verdict === 'ok' && !asksAlways) return await send(wanted, false)
        const isStopped = found.verdict === 'error' || found.verdict === 'refused'
        setState({ phase: isStopped ? 'stopped' : 'confirm', found })
      } catch (error) {
        const problem = isApiProblem(error) ? error : buildUnreachable(error)
        setState({ phase: 'failed', problem, isSent: false })
      }
    },
    confirm: (wanted, force = false) => send(wanted, force),
    reset: () => setState({ phase: 'idle' }),
  }
}

/** What told of an object that is gone is not asked for again by the page that is being left. */
async function forgetAnswers(queries: QueryClient): Promise<void> {
  for (const name of configApply.makesStale ?? [])
    await queries.invalidateQueries({ queryKey: [name], refetchType: 'none' })
}

function rebase(wanted: Wanted, yaml: string, resourceVersion: string): Wanted {
  return { ...wanted, base: { yaml, resourceVersion } }
}

function buildInput({ base, ...wanted }: Wanted, force: boolean): CallInput<typeof configApply> {
  const { resourceVersion, yaml } = base ?? {}
  return {
    ...wanted,
    force,
    ...(resourceVersion === undefined || yaml === undefined ? {} : { base: { resourceVersion, yaml } }),
  }
}

function parseConflict(problem: ApiProblem): Conflict | undefined {
  const parsed = conflictSchema.safeParse(problem.body?.conflict)
  return parsed.success ? parsed.data : undefined
}

function isUntouched(conflict: Conflict): conflict is Conflict & { readonly resourceVersion: string } {
  return (
    conflict.why === 'changed' &&
    conflict.resourceVersion !== undefined &&
    conflict.base !== '' &&
    conflict.base === conflict.theirs
  )
}
