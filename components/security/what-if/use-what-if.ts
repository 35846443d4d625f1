'use client'
import { useEffect, useState } from 'react'
import { type LiveCall, useLiveCall } from '#components/query/use-live-call.ts'
import type { Operation } from '#components/security/what-if/use-operation.ts'
import type { CallOutput } from '#contract/define-call.ts'
import { whatIf } from '#contract/what-if.ts'

export type WhatIf = CallOutput<typeof whatIf>

/** After so long without a key the text is asked about. */
const askAfterMs = 500

/** What the text would do, asked again as it is written. `current`: the answer is about this very text. */
export function useWhatIf(
  text: string,
  {
    namespace,
    rangeSeconds,
    enforced,
    operation,
  }: {
    readonly namespace: string | undefined
    readonly rangeSeconds: number
    /** As if policies of dry run were in force. */
    readonly enforced: boolean
    readonly operation: Operation
  },
): { readonly live: LiveCall<WhatIf>; readonly current: boolean } {
  const [asked, setAsked] = useState(text)
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(text), askAfterMs)
    return () => window.clearTimeout(timer)
  }, [text])
  const live = useLiveCall(
    whatIf,
    {
      yaml: asked,
      operation,
      rangeSeconds,
      dryRun: enforced ? 'enforced' : 'as-is',
      ...(namespace === undefined ? {} : { namespace }),
    },
    { intervalMs: false, enabled: asked.trim() !== '' },
  )
  return { live, current: asked === text && !live.previous && live.data !== undefined }
}
