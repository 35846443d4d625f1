'use client'
import { NextIntlClientProvider, useMessages } from 'next-intl'
import { type ReactNode, useMemo } from 'react'
import { joinWords, type Words } from '#components/shell/join-words.ts'

/**
 * The words of one screen, which come with its own script instead of weighing on every page. A section of the catalogue
 * that has a file in `messages/areas` is left out of what all pages fetch; the build fills the file with it, and a
 * feature page wraps itself in this with the file's content. Elsewhere the file is empty and the catalogue whole.
 */
export function AreaWords({ words, children }: { readonly words: Words; readonly children: ReactNode }) {
  const known = useMessages()
  const messages = useMemo(() => joinWords(known, words), [known, words])
  return (
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={messages}>
      {children}
    </NextIntlClientProvider>
  )
}
