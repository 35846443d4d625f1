import './globals.css'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { themeScript } from '#components/shell/theme-script.ts'
import { WordsProvider } from '#components/shell/words-provider.tsx'
import { readNonce } from '#server/http/read-nonce.ts'

export const metadata: Metadata = { title: 'Vardia', robots: { index: false } }
export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

/** Awaits the request's headers, so that every page is dynamic and its scripts carry the nonce of its own CSP. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const nonce = readNonce((await headers()).get('content-security-policy'))
  return (
    // The theme script sets data-theme before React looks, so the attribute may differ from what was sent.
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, with the page's nonce */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: themeScript }} />
        {/* Cytoscape adds this very tag, without a nonce, unless it is there. */}
        <style id="__________cytoscape_stylesheet" nonce={nonce} suppressHydrationWarning>
          {'.__________cytoscape_container{position:relative}'}
        </style>
      </head>
      <body>
        <WordsProvider>{children}</WordsProvider>
      </body>
    </html>
  )
}
