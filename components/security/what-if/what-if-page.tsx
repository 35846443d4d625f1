'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { type ComponentType, Suspense, useState } from 'react'
import { paths } from '#components/mesh/paths.ts'
import { useSession } from '#components/query/use-session.ts'
import { BeginWith } from '#components/security/what-if/begin-with.tsx'
import { DryRunCard } from '#components/security/what-if/dry-run-card.tsx'
import { HandOver } from '#components/security/what-if/hand-over.tsx'
import { type Operation, useOperation } from '#components/security/what-if/use-operation.ts'
import { useWhatIf } from '#components/security/what-if/use-what-if.ts'
import { WhatIfAnswer } from '#components/security/what-if/what-if-answer.tsx'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useDraft } from '#components/shell/use-draft.ts'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { PreviewProblem } from '#contract/preview.ts'
import words from '#messages/areas/security.json'

/** An editor of text with what is wrong in it. */
type TextEditor = ComponentType<{
  readonly label: string
  readonly text: string
  readonly problems: readonly PreviewProblem[]
  readonly onText: (text: string) => void
}>

/** What objects that are not saved would refuse or open, on the traffic of the chosen window. */
export function WhatIfPage({ editor }: { readonly editor: TextEditor }) {
  return (
    <AreaWords words={words}>
      <Known editor={editor} />
    </AreaWords>
  )
}

/** A text is kept for one person, so who looks must be known first. */
function Known({ editor }: { readonly editor: TextEditor }) {
  const { session } = useSession()
  const { ready } = useView()
  const name = session?.user.name
  if (name === undefined || !ready) return <Skeleton className="m-4 h-96" />
  return <Sandbox key={name} user={name} editor={editor} />
}

const nothing: readonly PreviewProblem[] = []

function Sandbox({ user, editor: Editor }: { readonly user: string; readonly editor: TextEditor }) {
  const t = useTranslations('security.whatIf')
  const { view, viewQuery } = useView()
  const draft = useDraft({ user, object: 'what-if', base: '' })
  const [enforced, setEnforced] = useState(false)
  const [operation, setOperation] = useOperation()
  const { rangeSeconds } = view
  const asked = { namespace: view.namespaces[0], rangeSeconds, enforced, operation }
  const { live, current } = useWhatIf(draft.text, asked)
  const clear = () => {
    draft.discard()
    setOperation('apply')
  }
  const begin = (text: string, as: Operation) => {
    draft.write(text)
    setOperation(as)
  }
  const answer = draft.text.trim() === '' ? undefined : live.data
  return (
    <div className="space-y-3 p-3 md:p-4">
      <p className="text-muted">
        {t('lead')}{' '}
        <Link href={paths.access(viewQuery)} className="text-accent underline">
          {t('back')}
        </Link>
      </p>
      <BeginWith text={draft.text} operation={operation} onText={begin} />
      <div className="grid gap-3 xl:grid-cols-2">
        <section
          aria-label={t('text')}
          className="flex h-[28rem] min-w-0 flex-col overflow-hidden rounded-panel border border-line bg-surface xl:h-[calc(100vh-14rem)]"
        >
          <header className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
            <h2 className="grow font-semibold">{t('text')}</h2>
            {answer?.documents.some(({ dryRun }) => dryRun) ? (
              <Check label={t('enforced')} checked={enforced} onCheck={setEnforced} />
            ) : null}
            <Check
              label={t('removed')}
              checked={operation === 'remove'}
              onCheck={(removed) => setOperation(removed ? 'remove' : 'apply')}
            />
            {draft.text === '' ? null : <Button onClick={clear}>{t('clear')}</Button>}
          </header>
          {draft.lost ? <NoticeBar severity="warning">{t('lost')}</NoticeBar> : null}
          <div className="min-h-0 grow">
            <Suspense fallback={<Skeleton className="h-full" />}>
              <Editor
                label={t('text')}
                text={draft.text}
                problems={current && answer ? answer.problems : nothing}
                onText={draft.write}
              />
            </Suspense>
          </div>
          {answer && current && answer.tried ? (
            <HandOver user={user} text={draft.text} documents={answer.documents} operation={operation} />
          ) : null}
        </section>
        <WhatIfAnswer live={live} answer={answer} current={current} />
      </div>
      <DryRunCard />
    </div>
  )
}

function Check({
  label,
  checked,
  onCheck,
}: {
  readonly label: string
  readonly checked: boolean
  readonly onCheck: (checked: boolean) => void
}) {
  return (
    <label className="flex items-center gap-2">
      <input type="checkbox" checked={checked} onChange={(event) => onCheck(event.target.checked)} />
      {label}
    </label>
  )
}
