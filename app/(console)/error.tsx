'use client'
import { ScreenError } from '#components/shell/screen-states.tsx'

export default function ErrorPage({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return <ScreenError error={error} onRetry={reset} />
}
