'use client'
import './globals.css'
import { ScreenError } from '#components/shell/screen-states.tsx'
import { WordsProvider } from '#components/shell/words-provider.tsx'

/** Stands in for the whole document when even the root layout failed. */
export default function GlobalError({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <WordsProvider>
          <ScreenError error={error} onRetry={reset} />
        </WordsProvider>
      </body>
    </html>
  )
}
