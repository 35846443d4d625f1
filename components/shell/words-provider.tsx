'use client'
import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import messages from '#messages/en.json'

/**
 * The catalogue for everything a person reads. It is a hashed script of its own rather than part of each page's HTML, so
 * that it is fetched once. For the browser the build compiles it and leaves out what the server words itself
 * (see next.config.js), so that no ICU parser is sent.
 */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  return (
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={messages}>
      {children}
    </NextIntlClientProvider>
  )
}
