'use client'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import type { Notice } from '#contract/words.ts'

/** What must be known about an otherwise good answer, above it. */
export function NoticeList({ notices }: { readonly notices: readonly Notice[] | undefined }) {
  if (!notices || notices.length === 0) return null
  return (
    <ul className="divide-y divide-line border-b border-line">
      {notices.map((notice) => (
        <li key={`${notice.code} ${notice.text}`}>
          <NoticeBar severity={notice.severity}>{notice.text}</NoticeBar>
        </li>
      ))}
    </ul>
  )
}
