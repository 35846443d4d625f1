'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'

/** The head of both pages of auditors: where one is, and the way to the other. */
export function AuditHead({ here, aside }: { readonly here: 'trail'; readonly aside: ReactNode }) {
  const t = useTranslations('audit')
  return (
    <header className="flex flex-wrap items-center gap-3 rounded-panel border border-line bg-surface px-4 py-2">
      <h2 className="grow text-title font-semibold">{t(`pages.${here}`)}</h2>
      {aside}
    </header>
  )
}
