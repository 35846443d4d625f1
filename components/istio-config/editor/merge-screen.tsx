'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { ChangesView } from '#components/istio-config/editor/changes-view.tsx'
import {
  type MergeBlock,
  type MergeChoice,
  mergeTexts,
  writeMerged,
} from '#components/istio-config/editor/merge-texts.ts'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import type { Conflict } from '#contract/writing.ts'

const noChoices: ReadonlyMap<number, MergeChoice> = new Map()

/**
 * Somebody else changed the object meanwhile: what both changed is decided one by one, the rest of both is kept. What comes
 * of it goes back into the editor, where it is previewed like any other text; nothing is saved here.
 */
export function MergeScreen({
  conflict,
  onDone,
  onBack,
}: {
  readonly conflict: Conflict
  readonly onDone: (text: string) => void
  readonly onBack: () => void
}) {
  const t = useTranslations('config.merge')
  const blocks = useMemo(() => listBlocks(conflict), [conflict])
  const [choices, setChoices] = useState(noChoices)
  const conflicts = [...blocks.entries()].filter(([, { kind }]) => kind === 'conflict')
  const open = conflicts.filter(([at]) => !choices.has(at)).length
  const text = conflict.fields.length === 0 ? conflict.merged : writeMerged(blocks, choices)
  const choose = (at: number, choice: MergeChoice) => setChoices(new Map(choices).set(at, choice))
  return (
    <div className="space-y-3">
      <Card
        title={t('title')}
        aside={
          <>
            <span role="status" className="text-small text-muted">
              {open > 0 ? t('open', { count: open }) : t('decided')}
            </span>
            <Button onClick={onBack}>{t('back')}</Button>
            <Button
              tone="primary"
              disabledReason={open > 0 ? t('open', { count: open }) : undefined}
              onClick={() => onDone(text)}
            >
              {t('done')}
            </Button>
          </>
        }
      >
        <div role="alert">
          <NoticeBar severity="warning">
            <Meanwhile conflict={conflict} />
            <p>{t(conflicts.length === 0 ? 'fits' : 'decide')}</p>
          </NoticeBar>
        </div>
        <Fields conflict={conflict} />
      </Card>
      {conflicts.map(([at, block], place) => (
        <Decision
          key={at}
          number={place + 1}
          block={block}
          choice={choices.get(at)}
          onChoose={(choice) => choose(at, choice)}
        />
      ))}
      <Card title={t('result')}>
        <ChangesView before={conflict.theirs} after={text} />
      </Card>
    </div>
  )
}

/** Where both changed a value in lines that do not meet, every change is decided: none is taken in silence. */
function listBlocks({ base, mine, theirs, fields }: Conflict): readonly MergeBlock[] {
  const blocks = mergeTexts(base, mine, theirs)
  if (fields.length === 0 || blocks.some(({ kind }) => kind === 'conflict')) return blocks
  return blocks.map((block) => (block.kind === 'same' ? block : { ...block, kind: 'conflict' }))
}

function Meanwhile({ conflict: { why, by } }: { readonly conflict: Conflict }) {
  const t = useTranslations('config.merge')
  const format = useFormatter()
  if (why === 'exists') return <p>{t('exists')}</p>
  if (!by) return <p>{t('changed')}</p>
  const { manager, at } = by
  if (at === undefined) return <p>{t('changedBy', { manager })}</p>
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const time = format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'medium', timeZone })
  return <p>{t('changedAt', { manager, time })}</p>
}

/** The values that both changed, by their names. */
function Fields({ conflict: { fields } }: { readonly conflict: Conflict }) {
  const t = useTranslations('config.merge')
  if (fields.length === 0) return null
  return (
    <ul className="divide-y divide-line">
      {fields.map(({ path, base, mine, theirs }) => (
        <li key={path} className="px-4 py-2">
          <p className="font-mono wrap-anywhere">{path}</p>
          <dl className="flex flex-wrap gap-x-6 text-small">
            {([['base', base] as const, ['mine', mine] as const, ['theirs', theirs] as const] as const).map(
              ([side, value]) => (
                <div key={side} className="flex gap-1.5">
                  <dt className="text-muted">{t(side)}</dt>
                  <dd className="font-mono wrap-anywhere">
                    {value === undefined ? t('none') : JSON.stringify(value)}
                  </dd>
                </div>
              ),
            )}
          </dl>
        </li>
      ))}
    </ul>
  )
}

/** One place that both changed: the three texts, and which one is kept. */
function Decision({
  number,
  block,
  choice,
  onChoose,
}: {
  readonly number: number
  readonly block: MergeBlock
  readonly choice: MergeChoice | undefined
  readonly onChoose: (choice: MergeChoice) => void
}) {
  const t = useTranslations('config.merge')
  const sides = [
    ['base', block.base],
    ['mine', block.mine],
    ['theirs', block.theirs],
  ] as const
  return (
    <Card
      title={t('conflict', { number })}
      aside={
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">{t('keep', { number })}</legend>
          {(['mine', 'theirs', 'both'] as const).map((each) => (
            <Button
              key={each}
              tone={choice === each ? 'primary' : 'normal'}
              aria-pressed={choice === each}
              onClick={() => onChoose(each)}
            >
              {t(`take.${each}`)}
            </Button>
          ))}
        </fieldset>
      }
    >
      <div className="grid gap-px bg-line md:grid-cols-3">
        {sides.map(([side, lines]) => (
          <div key={side} className="min-w-0 bg-surface px-4 py-2">
            <h3 className="text-small text-muted">{t(side)}</h3>
            <pre className="mt-1 overflow-x-auto font-mono text-small whitespace-pre-wrap wrap-anywhere">
              {lines.length === 0 ? <span className="text-muted">{t('none')}</span> : lines.join('\n')}
            </pre>
          </div>
        ))}
      </div>
    </Card>
  )
}
