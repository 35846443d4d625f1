'use client'
import { useEffect, useState } from 'react'
import { type LiveCall, useLiveCall } from '#components/query/use-live-call.ts'
import type { CallOutput } from '#contract/define-call.ts'
import { preview } from '#contract/preview.ts'

export type Preview = CallOutput<typeof preview>

/** After so long without a key the text is asked about, and after longer the cluster's own dry run as well. */
const askAfterMs = 300
const dryRunAfterMs = 1_200

/**
 * What saving the text would mean, asked again as it is written; an older question is given up when a newer one begins.
 * `current`: the answer is about this very text.
 */
export function usePreview(
  text: string,
  expected: { readonly kind?: string; readonly namespace?: string; readonly name?: string },
  rangeSeconds: number,
): { readonly live: LiveCall<Preview>; readonly current: boolean } {
  const asked = useSettled(text, askAfterMs)
  const settled = useSettled(text, dryRunAfterMs)
  const { namespace } = expected
  const live = useLiveCall(
    preview,
    {
      yaml: asked,
      expected,
      ...(namespace === undefined ? {} : { namespace }),
      dryRun: settled === asked,
      rangeSeconds: Math.min(rangeSeconds, 86_400),
    },
    { intervalMs: false, enabled: asked.trim() !== '' },
  )
  // Of one text twice: without the dry run, and then with it.
  const [answered, setAnswered] = useState<string>()
  useEffect(() => {
    if (live.data && !live.previous) setAnswered(asked)
  }, [live.data, live.previous, asked])
  return { live, current: asked === text && answered === text && live.data !== undefined }
}

/** The value once it has not changed for so long. */
function useSettled(value: string, afterMs: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), afterMs)
    return () => window.clearTimeout(timer)
  }, [value, afterMs])
  return settled
}
