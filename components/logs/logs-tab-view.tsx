'use client'
import { useMemo } from 'react'
import { LogsView } from '#components/logs/logs-view.tsx'
import type { LogSubject } from '#components/logs/url.ts'
import { buildLineLinks } from '#components/logs/view/line-links.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import words from '#messages/areas/logs.json'

/**
 * The logs take what is left of the window, so that the newest line is in sight; where that is little, most of a window, and
 * the page scrolls.
 */
export function LogsTabView({ subject }: { readonly subject: LogSubject }) {
  const { viewQuery } = useView()
  const links = useMemo(() => buildLineLinks(subject.namespace, viewQuery), [subject.namespace, viewQuery])
  return (
    <AreaWords words={words}>
      <div className="relative min-h-[75dvh] grow overflow-hidden rounded-panel border border-line md:min-h-96">
        <div className="absolute inset-0">
          <LogsView subject={subject} links={links} />
        </div>
      </div>
    </AreaWords>
  )
}
