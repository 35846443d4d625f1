'use client'
import { useMemo } from 'react'
import { LogsView } from '#components/logs/logs-view.tsx'
import type { LogSubject } from '#components/logs/url.ts'
import { buildLineLinks } from '#components/logs/view/line-links.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import words from '#messages/areas/logs.json'

/** The logs as tall as most of the window: lines need room. */
export function LogsTabView({ subject }: { readonly subject: LogSubject }) {
  const { viewQuery } = useView()
  const links = useMemo(() => buildLineLinks(subject.namespace, viewQuery), [subject.namespace, viewQuery])
  return (
    <AreaWords words={words}>
      <div className="h-[75dvh] min-h-128 overflow-hidden rounded-panel border border-line">
        <LogsView subject={subject} links={links} />
      </div>
    </AreaWords>
  )
}
