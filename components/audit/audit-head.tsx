'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useView } from '#components/shell/view.tsx'

const places = { trail: '/audit', report: '/audit/report' } as const

/** The head of both pages of auditors: where one is, and the way to the other. */
export function AuditHead({
  here,
  aside,
}: {
  readonly here: keyof typeof places
  readonly aside: ReactNode
}) {
  const t = useTranslations('audit')
  const { viewQuery } = useView()
  const other = here === 'trail' ? 'report' : 'trail'
  return (
    <header className="flex flex-wrap items-center gap-3 rounded-panel border border-line bg-surface px-4 py-2">
      <h2 className="text-title font-semibold">{t(`pages.${here}`)}</h2>
      <Link
        href={`${places[other]}${viewQuery}`}
        prefetch={false}
        className="grow text-accent hover:underline print:hidden"
      >
        {t(`pages.${other}`)}
      </Link>
      <span className="flex flex-wrap items-center gap-2 print:hidden">{aside}</span>
    </header>
  )
}
