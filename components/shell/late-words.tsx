'use client'
import type { ReactNode } from 'react'
import { AreaWords } from '#components/shell/area-words.tsx'
import late from '#messages/late.json'

/**
 * The catalogue with the words of parts that are loaded on first use: they come with those parts. In the browser the build
 * fills messages/late.json (tools/build/compile-messages.cjs); elsewhere it is empty, and what is known has all.
 */
export function LateWords({ children }: { readonly children: ReactNode }) {
  return <AreaWords words={late}>{children}</AreaWords>
}
