'use client'
import { useTranslations } from 'next-intl'
import { ChangedHere, useChangesIn } from '#components/graph/moments/changes.tsx'
import { ComparePicker } from '#components/graph/moments/compare-picker.tsx'
import { formatReadable } from '#components/graph/moments/local-time.ts'
import { MomentForm } from '#components/graph/moments/moment-form.tsx'
import { isAway, leavePast, listAges, stepBack } from '#components/graph/moments/past.ts'
import { buildReplay, replayWindows } from '#components/graph/moments/replay.ts'
import { ReplayBar } from '#components/graph/moments/replay-bar.tsx'
import type { GraphState } from '#components/graph/url.ts'
import type { GraphAnswer } from '#components/graph/use-graph-answer.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { formatWindow } from '#components/mesh/format.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useNowMs } from '#components/shell/use-now.ts'
import { useView } from '#components/shell/view.tsx'
import { Button, IconButton } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { CloseIcon, TimeIcon } from '#components/ui/icons.tsx'
import { Select } from '#components/ui/input.tsx'
import { sources as sourcesCall } from '#contract/session.ts'

export interface MomentProps {
  readonly state: GraphState
  readonly change: ChangeGraph
}

export interface PickerProps extends MomentProps {
  /** The moment in sight. */
  readonly atMs: number
  readonly nowMs: number
  readonly retentionSeconds: number | undefined
}

/** Which moment the graph shows, and the ways to another one: a past moment, a replay, a comparison, and back to now. */
export function MomentStrip({
  state,
  change,
  answer,
  onClose,
}: MomentProps & { readonly answer: GraphAnswer; readonly onClose: () => void }) {
  const t = useTranslations('graph.moments')
  const { view } = useView()
  const nowMs = useNowMs()
  const { data } = useLiveCall(sourcesCall, {}, { intervalMs: 30_000 })
  const retentionSeconds = data?.retentionSeconds
  const isLive = !isAway(state)
  const atMs = state.at === undefined ? nowMs : Date.parse(state.at)
  const shared = { state, change, atMs, nowMs, retentionSeconds }
  return (
    <section
      aria-label={t('label')}
      className={cx(
        'flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-1.5',
        // The buttons of a replay must be in reach of a thumb; the rest is scrolled to.
        state.replay ? '' : 'max-md:flex-nowrap max-md:overflow-x-auto',
        isLive ? 'bg-surface' : 'bg-selected',
      )}
    >
      <MomentWord state={state} nowMs={nowMs} rangeSeconds={view.rangeSeconds} />
      {isLive ? null : (
        <Button tone="primary" className="h-7" onClick={() => change(leavePast)}>
          {t(state.at === undefined ? 'stopComparing' : 'backToNow')}
        </Button>
      )}
      {state.replay ? (
        <ReplayBar state={state} change={change} answer={answer} replay={state.replay} />
      ) : (
        <Choices {...shared} rangeSeconds={view.rangeSeconds} />
      )}
      {state.at !== undefined || state.baseAt !== undefined ? (
        <p
          className={cx(
            'text-small text-muted',
            state.replay ? '' : 'max-md:shrink-0 max-md:whitespace-nowrap',
          )}
        >
          {t('marksOfNow')}
        </p>
      ) : null}
      {isLive ? (
        <IconButton
          aria-label={t('close')}
          className="ml-auto"
          icon={<CloseIcon size={16} />}
          onClick={onClose}
        />
      ) : null}
    </section>
  )
}

/** The ways to another moment, and what was changed around the one in sight. */
function Choices({ rangeSeconds, ...shared }: PickerProps & { readonly rangeSeconds: number }) {
  const { state, change, retentionSeconds } = shared
  return (
    <>
      {state.at === undefined ? null : (
        <ChangesOfMoment atMs={Date.parse(state.at)} rangeSeconds={rangeSeconds} />
      )}
      <MomentForm state={state} change={change} retentionSeconds={retentionSeconds} />
      <JumpPicker {...shared} />
      <ReplayPicker {...shared} />
      <ComparePicker {...shared} />
    </>
  )
}

/** What was changed in the window of a past moment's rates. */
function ChangesOfMoment({ atMs, rangeSeconds }: { readonly atMs: number; readonly rangeSeconds: number }) {
  return <ChangedHere changes={useChangesIn({ fromMs: atMs - rangeSeconds * 1_000, toMs: atMs })} />
}

function MomentWord({
  state,
  nowMs,
  rangeSeconds,
}: Pick<MomentProps, 'state'> & { readonly nowMs: number; readonly rangeSeconds: number }) {
  const t = useTranslations('graph.moments')
  return (
    <p role="status" className="flex min-w-0 items-center gap-1.5 max-md:shrink-0">
      <TimeIcon size={14} className="shrink-0" />
      {state.at === undefined ? (
        <span className="font-medium">{t('now')}</span>
      ) : (
        <>
          <span className="font-semibold">{t('past')}</span>
          <time dateTime={state.at} title={state.at} className="tabular whitespace-nowrap">
            {formatReadable(state.at)}
          </time>
          <span className="tabular whitespace-nowrap text-muted max-md:hidden">
            {t('ago', {
              age: formatWindow((nowMs - Date.parse(state.at)) / 1_000),
              window: formatWindow(rangeSeconds),
            })}
          </span>
        </>
      )}
    </p>
  )
}

/** Steps back; what is no longer kept stands there disabled, with the reason. */
function JumpPicker({ state, change, atMs, nowMs, retentionSeconds }: PickerProps) {
  const t = useTranslations('graph.moments')
  return (
    <Select
      aria-label={t('jump')}
      value=""
      onValueChange={(value) => change({ at: stepBack(state, Number(value)) })}
      options={[
        { value: '', label: t('jump') },
        ...listAges({ atMs, nowMs, retentionSeconds }).map(({ seconds, possible }) => ({
          value: String(seconds),
          disabled: !possible,
          label: t(possible ? 'earlier' : 'earlierForgotten', {
            age: formatWindow(seconds),
            kept: formatWindow(retentionSeconds ?? 0),
          }),
        })),
      ]}
    />
  )
}

/** Windows to play: from the moment in sight on, or up to now. */
function ReplayPicker({ state, change, atMs, nowMs }: PickerProps) {
  const t = useTranslations('graph.moments')
  const fits = (seconds: number) => state.at !== undefined && atMs + seconds * 1_000 <= nowMs
  return (
    <Select
      aria-label={t('replay')}
      value=""
      onValueChange={(value) => {
        const seconds = Number(value)
        const replay = fits(seconds)
          ? { start: new Date(atMs).toISOString(), seconds }
          : buildReplay(Date.now(), seconds)
        change({ replay, at: replay.start, baseAt: undefined, baseNamespaces: [] })
      }}
      options={[
        { value: '', label: t('replay') },
        ...replayWindows.map((seconds) => ({
          value: String(seconds),
          label: t(fits(seconds) ? 'replayFrom' : 'replayLast', {
            window: formatWindow(seconds),
          }),
        })),
      ]}
    />
  )
}
