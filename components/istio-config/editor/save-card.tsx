'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useId } from 'react'
import { isKeptElsewhere } from '#components/istio-config/editor/kept-elsewhere.ts'
import type { SaveState } from '#components/istio-config/write/use-save.ts'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import type { ConfigOwner } from '#contract/config.ts'

const longestReason = 500
const GitOffer = lazy(async () => ({
  default: (await import('#components/istio-config/editor/git-offer.tsx')).GitOffer,
}))

interface SaveCardProps {
  readonly state: SaveState
  readonly reason: string
  readonly onReason: (reason: string) => void
  /** Why it cannot be saved now. */
  readonly mayNot: string | undefined
  /** The reason stands beside the text already. */
  readonly isTold?: boolean
  readonly owner: ConfigOwner | undefined
  readonly before: string
  readonly after: string
  readonly fileName: string
  readonly isRemoval?: boolean
  readonly onSave: () => void
  readonly onConfirm: (force: boolean) => void
  readonly onBack: () => void
}

/** Why, and the button that saves: what speaks against it is told above the button that does it all the same. */
export function SaveCard({
  state,
  reason,
  onReason,
  mayNot,
  isTold = false,
  owner,
  before,
  after,
  fileName,
  isRemoval = false,
  onSave,
  onConfirm,
  onBack,
}: SaveCardProps) {
  const t = useTranslations('config.save')
  const id = useId()
  const isOwned = state.phase === 'conflict' && state.conflict.why === 'owned'
  const isGone = state.phase === 'conflict' && state.conflict.why === 'removed'
  const asksAgain = state.phase === 'confirm' || isOwned || isGone
  return (
    <Card title={t(isRemoval ? 'removeTitle' : 'title')}>
      {owner && isKeptElsewhere(owner) ? (
        <Suspense fallback={null}>
          <GitOffer owner={owner} before={before} after={after} fileName={fileName} />
        </Suspense>
      ) : null}
      <div className="space-y-2 px-4 py-3">
        <label htmlFor={id} className="block text-small text-muted">
          {t('why')}
        </label>
        <textarea
          id={id}
          value={reason}
          rows={2}
          maxLength={longestReason}
          placeholder={t('whyHint')}
          onChange={(event) => onReason(event.currentTarget.value)}
          className="block w-full resize-y rounded-control border border-line-strong bg-surface px-2.5 py-1.5 placeholder:text-muted"
        />
        <Buttons
          state={state}
          asksAgain={asksAgain}
          mayNot={mayNot}
          isRemoval={isRemoval}
          onSave={onSave}
          // Who was told that it will be set back has decided on all of its values.
          onConfirm={() => onConfirm(isOwned || owner?.reconciles === true)}
          onBack={onBack}
        />
        {mayNot && !isTold && !asksAgain ? <p className="text-small text-muted">{mayNot}</p> : null}
      </div>
      <Outcome state={state} isRemoval={isRemoval} onRetry={onSave} />
    </Card>
  )
}

function Buttons({
  state,
  asksAgain,
  mayNot,
  isRemoval,
  onSave,
  onConfirm,
  onBack,
}: {
  readonly state: SaveState
  readonly asksAgain: boolean
  readonly mayNot: string | undefined
  readonly isRemoval: boolean
  readonly onSave: () => void
  readonly onConfirm: () => void
  readonly onBack: () => void
}) {
  const t = useTranslations('config.save')
  const isBusy = state.phase === 'checking' || state.phase === 'saving'
  const verb = isRemoval ? 'remove' : 'save'
  return (
    <div className="flex flex-wrap items-center gap-2">
      {asksAgain ? (
        <>
          <Button tone={isRemoval ? 'danger' : 'warning'} onClick={onConfirm}>
            {t(`${verb}Anyway`)}
          </Button>
          <Button onClick={onBack}>{t('back')}</Button>
        </>
      ) : (
        <Button
          tone={isRemoval ? 'danger' : 'primary'}
          disabledReason={mayNot ?? (isBusy ? t('busy') : undefined)}
          onClick={onSave}
        >
          {t(verb)}
        </Button>
      )}
      <span role="status" className="text-small text-muted">
        {state.phase === 'checking' ? t('checking') : state.phase === 'saving' ? t('saving') : ''}
      </span>
    </div>
  )
}

/** What stands in the way, and what a person decides on. */
function Outcome({
  state,
  isRemoval,
  onRetry,
}: {
  readonly state: SaveState
  readonly isRemoval: boolean
  readonly onRetry: () => void
}) {
  const t = useTranslations('config.save')
  if (state.phase === 'stopped')
    return (
      <NoticeBar severity="error">
        <p role="alert">{t('stopped')}</p>
      </NoticeBar>
    )
  if (state.phase === 'confirm') {
    const { verdict, blastRadius } = state.found
    const { summary } = blastRadius
    // Without a warning it is asked because of who keeps the object, which stands above.
    const asked = verdict === 'ok' ? 'confirmKept' : 'confirm'
    return (
      <div role="alert">
        <NoticeBar severity="warning">
          <p>{t(isRemoval ? 'confirmRemove' : asked)}</p>
          {summary.length > 0 ? <ReasonList reasons={summary} /> : null}
        </NoticeBar>
      </div>
    )
  }
  if (state.phase === 'conflict' && state.conflict.why === 'owned') {
    const { fields, owner } = state.conflict
    const others = fields.flatMap(({ managers }) => managers).filter((name) => name !== 'vardia')
    const managers = others.length > 0 ? [...new Set(others)] : [owner?.name ?? '']
    return (
      <div role="alert">
        <NoticeBar severity="warning">
          <p>{t('owned', { managers: managers.join(', ') || t('others') })}</p>
          <p className="mt-1 font-mono text-small wrap-anywhere">
            {state.conflict.fields.map(({ path }) => path).join(', ')}
          </p>
        </NoticeBar>
      </div>
    )
  }
  if (state.phase === 'conflict' && state.conflict.why === 'removed')
    return (
      <NoticeBar severity="warning">
        <p role="alert">{t(isRemoval ? 'goneAlready' : 'gone')}</p>
      </NoticeBar>
    )
  return state.phase === 'failed' ? <Failure state={state} onRetry={onRetry} /> : null
}

/** What is known of a text that was not answered for, and what to do. */
function Failure({
  state: { problem, isSent },
  onRetry,
}: {
  readonly state: Extract<SaveState, { readonly phase: 'failed' }>
  readonly onRetry: () => void
}) {
  const t = useTranslations('config.save')
  return (
    <>
      {isSent && problem.kind === 'unavailable' && !problem.body ? (
        <NoticeBar severity="warning">{t('unsure')}</NoticeBar>
      ) : null}
      {problem.kind === 'unauthenticated' ? <NoticeBar severity="info">{t('kept')}</NoticeBar> : null}
      <ProblemView problem={problem} onRetry={onRetry} />
    </>
  )
}
