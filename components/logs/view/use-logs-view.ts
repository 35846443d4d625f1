'use client'
import { useMemo, useState } from 'react'
import type { Entry } from '#components/logs/feed/line-store.ts'
import { useLogFeed } from '#components/logs/feed/use-log-feed.ts'
import type { LogSubject, LogsState } from '#components/logs/url.ts'
import { useLogsState } from '#components/logs/use-logs-state.ts'
import { buildChoice } from '#components/logs/view/build-choice.ts'
import { buildQuestion } from '#components/logs/view/build-question.ts'
import { formatDay } from '#components/logs/view/format-moment.ts'
import { chooseSourceWidth, nameSources } from '#components/logs/view/name-sources.ts'
import { useFound } from '#components/logs/view/use-found.ts'
import { addSpans, useSpanLines } from '#components/logs/view/use-span-lines.ts'
import { useLiveSettings } from '#components/query/live-settings.tsx'
import { useNarrow } from '#components/ui/use-media.ts'
import { useSame } from '#components/ui/use-same.ts'

export type LogsInView = ReturnType<typeof useLogsView>

/** All that the parts of the view share: the state of the URL, the lines, and whether they stand still. */
export function useLogsView(subject: LogSubject) {
  const { state, change } = useLogsState()
  const live = state.at === undefined && !state.previous
  const [paused, setPaused] = useState(false)
  const [following, setFollowing] = useState(true)
  const [kept, choose] = useState<Entry>()
  const stilled = useLiveSettings().paused
  const held = live && (paused || stilled || !following || kept !== undefined)
  const choice = useChoice(state)
  const question = useQuestion(subject, state)
  const { view, feed } = useLogFeed(question, { live, maxLines: state.most, held, choice: choice.choice })
  const told = useSpanLines(subject, state, feed)
  const names = useMemo(() => addSpans(nameSources(view.sources), state.spans), [view.sources, state.spans])
  const found = useFound(view, state.find !== '' && !choice.faults.find, state.at)
  const narrow = useNarrow()
  const { as, wrap, zone } = state
  const look = useMemo(
    () => ({
      ...{ as, wrap, zone },
      today: formatDay(new Date().toISOString(), zone),
      marks: choice.marks,
      stacked: narrow && as === 'lines',
      sourceWidth: chooseSourceWidth(names),
    }),
    [as, wrap, zone, choice.marks, names, narrow],
  )
  const goOn = () => {
    setPaused(false)
    choose(undefined)
    setFollowing(true)
    found.leave()
  }
  return {
    ...{ state, change, live, held, view, names, found, look, choose, goOn },
    /** Why there are no spans, or fewer. */
    spanNotices: told,
    /** The line whose fields are open. */
    chosen: kept,
    faults: choice.faults,
    following: live && !held,
    onFollow: setFollowing,
    onHold: () => (held ? goOn() : setPaused(true)),
    onFind: (step: 1 | -1) => {
      if (found.count === 0) return
      setFollowing(false)
      found.step(step)
    },
    onClear: () => feed?.clear(),
    tryAgain: () => feed?.tryAgain(),
  }
}

/** The same object until other lines are asked of the server: what is looked for among them opens no log anew. */
function useQuestion(subject: LogSubject, { containers, at, back, previous, most }: LogsState) {
  const asked = useSame({ subject, containers, at, back, previous, most })
  return useMemo(() => buildQuestion(asked.subject, asked, Date.now()), [asked])
}

/** Which lines are wanted; made anew only when that changes, since all lines are then looked at again. */
function useChoice({ find, show, hide, levels, off, context }: LogsState) {
  const asked = useSame({ find, show, hide, levels, off, context })
  return useMemo(() => buildChoice(asked), [asked])
}
