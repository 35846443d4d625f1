'use client'
import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import messages from '#messages/en.json'
import late from '#messages/late.json'

/**
 * The whole catalogue, for parts that are loaded on first use: their words come with them. In the browser the build parts
 * the catalogue in two (tools/build/compile-messages.cjs); elsewhere `late` is empty and the first has all.
 */
const whole = join(messages, late) as typeof messages // Joined, they are the catalogue as it was written.

export function LateWords({ children }: { readonly children: ReactNode }) {
  return (
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={whole}>
      {children}
    </NextIntlClientProvider>
  )
}

type Words = string | readonly unknown[] | { readonly [key: string]: Words }

/** Sections of both; compiled sentences (arrays) and texts are taken whole. */
function join(first: Words, second: Words): Words {
  if (!isSection(first) || !isSection(second)) return second
  const all: Record<string, Words> = { ...first }
  for (const [key, words] of Object.entries(second)) {
    const known = all[key]
    all[key] = known === undefined ? words : join(known, words)
  }
  return all
}

function isSection(words: Words): words is { readonly [key: string]: Words } {
  return typeof words === 'object' && !Array.isArray(words)
}
