'use client'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { type LabelChoice, type LabelledObject, listChoices } from '#components/objects/labels/choices.ts'
import { LabelResults } from '#components/objects/labels/label-results.tsx'
import { useNoWrite } from '#components/query/use-no-write.ts'
import { useWrite } from '#components/query/use-write.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { TextInput } from '#components/ui/input.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Checkbox } from '#components/ui/toggle.tsx'
import { labelsApply } from '#contract/writing.ts'
import words from '#messages/areas/labels.json'

interface Props {
  /** All of one sort: namespaces, services, or workloads. */
  readonly objects: readonly LabelledObject[]
  readonly onClose: () => void
}

/** Chooses what is done to which of some objects, asks the cluster what it would say, and then does it. */
export function LabelsDialog(props: Props) {
  return (
    <AreaWords words={words}>
      <Labels {...props} />
    </AreaWords>
  )
}

const nameObject = ({ namespace, name }: LabelledObject) => (namespace ? `${namespace}/${name}` : name)
/** Revisions and waypoints are names of Kubernetes. */
const nameForm = /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/

/** What is chosen, and the two calls: what was tried is forgotten as soon as something else is chosen. */
function useLabelling(objects: readonly LabelledObject[]) {
  const choices = listChoices(objects[0]?.kind ?? 'Namespace')
  const [choice, setChoice] = useState(choices[0])
  const [given, setGiven] = useState('')
  const [reason, setReason] = useState('')
  const [left, setLeft] = useState<ReadonlySet<LabelledObject>>(new Set())
  const trial = useWrite(labelsApply)
  const write = useWrite(labelsApply)
  const chosen = objects.filter((object) => !left.has(object))
  const input = {
    objects: chosen.map((object) => ({ ...object })),
    labels: choice?.labels(given) ?? {},
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  }
  const forget = () => {
    trial.reset()
    write.reset()
  }
  return {
    ...{ choices, choice, given, reason, left, chosen, trial, write, setReason },
    lacks: choice?.asks !== undefined && !nameForm.test(given),
    choose: (next: LabelChoice) => {
      forget()
      setChoice(next)
    },
    give: (text: string) => {
      forget()
      setGiven(text)
    },
    toggle: (object: LabelledObject, on: boolean) => {
      forget()
      setLeft(on ? left.difference(new Set([object])) : left.union(new Set([object])))
    },
    tryIt: () => {
      forget()
      trial.mutate({ ...input, dryRun: true })
    },
    apply: () => write.mutate(input),
  }
}

function Labels({ objects, onClose }: Props) {
  const t = useTranslations('labels')
  const labelling = useLabelling(objects)
  const { choices, choice, given, reason, trial, write } = labelling
  const failed = write.error ?? trial.error
  return (
    <Dialog open onOpenChange={onClose} title={t('title', { count: objects.length })} closeLabel={t('close')}>
      <div className="space-y-3 p-4">
        <Choices choices={choices} choice={choice} onChoose={labelling.choose} />
        {choice?.asks ? (
          <TextInput
            aria-label={t(`field.${choice.asks}`)}
            placeholder={t(`field.${choice.asks}`)}
            value={given}
            onChange={(event) => labelling.give(event.currentTarget.value.trim())}
            className="w-full"
          />
        ) : null}
        {choice ? <NoticeBar severity="info">{t(`effect.${choice.effect}`)}</NoticeBar> : null}
        {objects.length > 1 ? <Objects objects={objects} labelling={labelling} /> : null}
        <TextInput
          aria-label={t('why')}
          placeholder={t('why')}
          value={reason}
          maxLength={500}
          onChange={(event) => labelling.setReason(event.currentTarget.value)}
          className="w-full"
        />
        <Buttons labelling={labelling} />
        {failed ? <ProblemView problem={failed} part onRetry={labelling.tryIt} /> : null}
        {write.data ? (
          <LabelResults results={write.data.results} isTrial={false} />
        ) : trial.data ? (
          <LabelResults results={trial.data.results} isTrial />
        ) : null}
      </div>
    </Dialog>
  )
}

type Labelling = ReturnType<typeof useLabelling>

/** Which of them it is done to: all, until one is left out. */
function Objects({
  objects,
  labelling: { chosen, left, toggle },
}: {
  readonly objects: readonly LabelledObject[]
  readonly labelling: Labelling
}) {
  const t = useTranslations('labels')
  return (
    <details>
      <summary className="rounded-control">
        {t('objects', { chosen: chosen.length, all: objects.length })}
      </summary>
      <div className="mt-1 max-h-48 overflow-y-auto pl-4">
        {objects.map((object) => (
          <Checkbox
            key={nameObject(object)}
            label={nameObject(object)}
            checked={!left.has(object)}
            onCheckedChange={(on) => toggle(object, on)}
          />
        ))}
      </div>
    </details>
  )
}

/** The trial, and behind it what is done. */
function Buttons({ labelling }: { readonly labelling: Labelling }) {
  const t = useTranslations('labels')
  const { choice, chosen, lacks, trial, write, tryIt, apply } = labelling
  const refused = trial.data?.results.filter(({ outcome }) => outcome === 'failed').length ?? 0
  const missing =
    chosen.length === 0 ? t('nothingChosen') : lacks ? t(`needs.${choice?.asks ?? 'revision'}`) : undefined
  const why = useNoWrite() ?? missing
  const busy = (isPending: boolean) => (isPending ? t('busy') : undefined)
  return (
    <div className="flex flex-wrap gap-2">
      <Button disabledReason={why ?? busy(trial.isPending)} onClick={tryIt}>
        {t('try')}
      </Button>
      <Button
        tone="primary"
        disabledReason={why ?? (trial.data ? busy(write.isPending) : t('tryFirst'))}
        onClick={apply}
      >
        {t(refused > 0 ? 'applyRest' : 'apply', { count: chosen.length - refused })}
      </Button>
    </div>
  )
}

function Choices({
  choices,
  choice,
  onChoose,
}: {
  readonly choices: readonly LabelChoice[]
  readonly choice: LabelChoice | undefined
  readonly onChoose: (choice: LabelChoice) => void
}) {
  const t = useTranslations('labels')
  const name = useId()
  return (
    <fieldset className="space-y-1">
      <legend className="text-small text-muted">{t('what')}</legend>
      {choices.map((each) => (
        <label key={each.id} className="flex items-start gap-2">
          <input
            type="radio"
            name={name}
            checked={choice?.id === each.id}
            onChange={() => onChoose(each)}
            className="mt-1 size-4 shrink-0 accent-accent"
          />
          <span>
            {t(`choice.${each.id}`)}{' '}
            <span className="inline-flex flex-wrap gap-x-2 font-mono text-small text-muted">
              {Object.entries(each.labels('…')).map(([key, value]) => (
                <span key={key} className="wrap-anywhere">
                  {value === null ? `-${key}` : `${key}=${value}`}
                </span>
              ))}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
