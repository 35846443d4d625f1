'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Box } from '#components/graph/find/presets.ts'
import { forgetQuery, longestName, type QueryMemory, saveQuery } from '#components/graph/find/query-memory.ts'
import type { GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { Button, IconButton } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { TextInput } from '#components/ui/input.tsx'

const boxes = ['find', 'hide'] as const satisfies readonly Box[]

/** Queries with names, kept in this browser: use them in either box, give the present ones a name, forget them. */
export function SavedQueries({
  state,
  change,
  memory,
  changeMemory,
  onDone,
}: {
  readonly state: GraphState
  readonly change: ChangeGraph
  readonly memory: QueryMemory
  readonly changeMemory: (memory: QueryMemory) => void
  readonly onDone: () => void
}) {
  const t = useTranslations('graph.query')
  const present = boxes.filter((box) => state[box] !== '')
  return (
    <section className="space-y-2">
      <h3 className="font-semibold">{t('savedTitle')}</h3>
      {memory.saved.length === 0 && present.length === 0 ? (
        <p className="text-muted">{t('savedNone')}</p>
      ) : null}
      <ul className="space-y-1">
        {memory.saved.map(({ name, text }) => (
          <li key={name} className="flex items-center gap-2">
            <span className="min-w-0 grow">
              <span className="block truncate font-medium">{name}</span>
              <span className="block truncate font-mono text-small text-muted">{text}</span>
            </span>
            {boxes.map((box) => (
              <Button
                key={box}
                aria-label={t(`use.${box}`, { name })}
                onClick={() => {
                  change({ [box]: text })
                  onDone()
                }}
              >
                {t(`useShort.${box}`)}
              </Button>
            ))}
            <IconButton
              aria-label={t('forget', { name })}
              icon={<CloseIcon size={14} />}
              onClick={() => changeMemory(forgetQuery(memory, name))}
            />
          </li>
        ))}
      </ul>
      {present.map((box) => (
        <SaveForm
          key={`${box} ${state[box]}`}
          box={box}
          text={state[box]}
          memory={memory}
          changeMemory={changeMemory}
        />
      ))}
    </section>
  )
}

function SaveForm({
  box,
  text,
  memory,
  changeMemory,
}: {
  readonly box: Box
  readonly text: string
  readonly memory: QueryMemory
  readonly changeMemory: (memory: QueryMemory) => void
}) {
  const t = useTranslations('graph.query')
  const [name, setName] = useState('')
  return (
    <form
      className="flex items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() === '') return
        changeMemory(saveQuery(memory, { name: name.trim(), text }))
        setName('')
      }}
    >
      <span className="min-w-0 grow truncate font-mono text-small">{text}</span>
      <TextInput
        aria-label={t(`saveName.${box}`)}
        placeholder={t('savePlaceholder')}
        maxLength={longestName}
        value={name}
        onChange={({ target }) => setName(target.value)}
        className="w-36"
      />
      <Button type="submit" disabledReason={name.trim() === '' ? t('saveNeedsName') : undefined}>
        {t('save')}
      </Button>
    </form>
  )
}
