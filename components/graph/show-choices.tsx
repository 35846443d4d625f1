'use client'
import { useTranslations } from 'next-intl'
import { edgeModes } from '#components/graph/picture/build-picture.ts'
import { foldModes } from '#components/graph/picture/fold.ts'
import { boxKinds } from '#components/graph/picture/types.ts'
import {
  ambientChoices,
  firstState,
  type GraphState,
  type ShowChoice,
  showChoices,
} from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { Button } from '#components/ui/button.tsx'
import { Select } from '#components/ui/input.tsx'
import { Checkbox } from '#components/ui/toggle.tsx'

/** What the server must be asked for, and a snapshot's file cannot answer. */
const asked: ReadonlySet<ShowChoice> = new Set([
  'services',
  'idleEdges',
  'idleNodes',
  'operations',
  'waypoints',
])

interface ShowProps {
  readonly state: GraphState
  readonly change: ChangeGraph
}

/** What is in the graph and how it is gathered. Each choice takes effect at once. */
export function ShowChoices({ state, change }: ShowProps) {
  const t = useTranslations('graph.show')
  const graph = useTranslations('graph')
  const fromFile = state.snapshot === undefined ? undefined : graph('fromFile')
  const toggle = <Word extends string>(all: readonly Word[], now: readonly Word[], word: Word, on: boolean) =>
    all.filter((each) => (each === word ? on : now.includes(each)))
  return (
    <div className="grid w-[min(30rem,calc(100vw-3rem))] gap-x-6 gap-y-3 sm:grid-cols-2">
      <fieldset>
        <legend className="mb-1 text-small font-semibold text-muted">{t('inGraph')}</legend>
        {showChoices.map((choice) => (
          <Checkbox
            key={choice}
            label={t(choice)}
            detail={t(`detail.${choice}`)}
            checked={state.show.includes(choice)}
            disabledReason={asked.has(choice) ? fromFile : undefined}
            onCheckedChange={(on) => change({ show: toggle(showChoices, state.show, choice, on) })}
          />
        ))}
      </fieldset>
      <div className="space-y-3">
        <fieldset>
          <legend className="mb-1 text-small font-semibold text-muted">{t('boxes')}</legend>
          {boxKinds.map((kind) => (
            <Checkbox
              key={kind}
              label={t(`box.${kind}`)}
              checked={state.boxes.includes(kind)}
              onCheckedChange={(on) => change({ boxes: toggle(boxKinds, state.boxes, kind, on) })}
            />
          ))}
        </fieldset>
        <GatherChoices state={state} change={change} />
        <Checkbox
          label={t('kiosk')}
          detail={t('kioskDetail')}
          checked={state.kiosk}
          onCheckedChange={(kiosk) => change({ kiosk })}
        />
        <Button
          tone="quiet"
          className="-ml-2.5 text-accent"
          onClick={() => {
            const { show, boxes, edgeMode, fold, ambient, open } = firstState
            change({ show, boxes, edgeMode, fold, ambient, open })
          }}
        >
          {t('reset')}
        </Button>
      </div>
    </div>
  )
}

/** How edges are drawn, what is folded, and whose telemetry counts in ambient. */
function GatherChoices({ state, change }: ShowProps) {
  const t = useTranslations('graph.show')
  const graph = useTranslations('graph')
  return (
    <>
      <Choice
        label={t('edges')}
        value={state.edgeMode}
        options={edgeModes.map((value) => ({ value, label: t(`edgesOf.${value}`) }))}
        onValueChange={(edgeMode) => change({ edgeMode })}
      />
      <Choice
        label={t('fold')}
        value={state.fold}
        options={foldModes.map((value) => ({ value, label: t(`foldOf.${value}`) }))}
        onValueChange={(fold) => change({ fold, open: [] })}
      />
      <Choice
        label={t('ambient')}
        value={state.ambient}
        options={ambientChoices.map((value) => ({ value, label: t(`ambientOf.${value}`) }))}
        disabledReason={state.snapshot === undefined ? undefined : graph('fromFile')}
        onValueChange={(ambient) => change({ ambient })}
      />
    </>
  )
}

function Choice<Value extends string>({
  label,
  value,
  options,
  onValueChange,
  disabledReason,
}: {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onValueChange: (value: Value) => void
  readonly disabledReason?: string | undefined
}) {
  return (
    <div>
      <p className="mb-1 text-small font-semibold text-muted">{label}</p>
      <Select
        aria-label={label}
        value={value}
        options={options}
        className="w-full"
        disabled={disabledReason !== undefined}
        onValueChange={(text) => {
          const found = options.find((option) => option.value === text)
          if (found) onValueChange(found.value)
        }}
      />
      {disabledReason ? <p className="text-small text-muted">{disabledReason}</p> : null}
    </div>
  )
}
