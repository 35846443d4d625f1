'use client'
import { useTranslations } from 'next-intl'
import { ChangedHere, ChangeTicks, useChangesIn } from '#components/graph/moments/changes.tsx'
import { formatReadable } from '#components/graph/moments/local-time.ts'
import type { MomentProps } from '#components/graph/moments/moment-strip.tsx'
import { type Replay, replaySpeeds } from '#components/graph/moments/replay.ts'
import { useReplay } from '#components/graph/moments/use-replay.ts'
import type { GraphAnswer } from '#components/graph/use-graph-answer.ts'
import { formatWindow } from '#components/mesh/format.ts'
import { useActions } from '#components/shell/actions.tsx'
import { Button, IconButton } from '#components/ui/button.tsx'
import { CollapseIcon, ExpandIcon, PauseIcon, PlayIcon } from '#components/ui/icons.tsx'
import { Select } from '#components/ui/input.tsx'

/** The window that is played: frame by frame, by itself or by hand, each at its place on the line. */
export function ReplayBar({
  state,
  change,
  answer,
  replay,
}: MomentProps & { readonly answer: GraphAnswer; readonly replay: Replay }) {
  const t = useTranslations('graph.moments')
  const graph = useTranslations('graph')
  const { frames, index, playing, play, pause, goTo } = useReplay(state, change, answer)
  const group = graph('title')
  const toggle = playing ? pause : play
  useActions([
    { id: 'replay.play', label: t(playing ? 'pause' : 'play'), group, keys: ';', run: toggle },
    { id: 'replay.back', label: t('frameBefore'), group, keys: ',', run: () => goTo(index - 1) },
    { id: 'replay.on', label: t('frameAfter'), group, keys: '.', run: () => goTo(index + 1) },
  ])
  const last = frames.length - 1
  const fromMs = Date.parse(replay.start)
  const span = { fromMs, toMs: fromMs + replay.seconds * 1_000 }
  const changes = useChangesIn(span)
  return (
    <div className="flex min-w-0 grow flex-wrap items-center gap-1.5">
      <IconButton
        aria-label={t('frameBefore')}
        icon={<CollapseIcon size={16} />}
        disabledReason={index === 0 ? t('firstFrame') : undefined}
        onClick={() => goTo(index - 1)}
      />
      <IconButton
        aria-label={t(playing ? 'pause' : 'play')}
        icon={playing ? <PauseIcon size={16} /> : <PlayIcon size={16} />}
        onClick={toggle}
      />
      <IconButton
        aria-label={t('frameAfter')}
        icon={<ExpandIcon size={16} />}
        disabledReason={index >= last ? t('lastFrame') : undefined}
        onClick={() => goTo(index + 1)}
      />
      <div className="relative flex min-w-24 grow">
        <input
          type="range"
          aria-label={t('frame')}
          aria-valuetext={formatReadable(frames[index] ?? replay.start)}
          min={0}
          max={last}
          value={index}
          onChange={(event) => goTo(Number(event.target.value))}
          className="min-w-0 grow accent-accent"
        />
        <ChangeTicks changes={changes} {...span} />
      </div>
      <span className="tabular text-small whitespace-nowrap text-muted">
        {t('frameOf', { index: index + 1, count: frames.length, window: formatWindow(replay.seconds) })}
      </span>
      <SpeedPicker state={state} change={change} />
      <Button onClick={() => change({ replay: undefined })}>{t('stopReplay')}</Button>
      <ChangedHere changes={changes} />
    </div>
  )
}

function SpeedPicker({ state, change }: MomentProps) {
  const t = useTranslations('graph.moments')
  return (
    <Select
      aria-label={t('speed')}
      value={String(state.speed)}
      onValueChange={(value) =>
        change({ speed: replaySpeeds.find((speed) => String(speed) === value) ?? state.speed })
      }
      options={replaySpeeds.map((speed) => ({
        value: String(speed),
        label: t('speedOf', { seconds: speed }),
      }))}
    />
  )
}
