'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { forgetWritten, keepWritten, type LastWrite } from '#components/istio-config/write/written.ts'
import { changePath } from '#components/mesh/change-path.ts'
import { nameConfigKind, paths } from '#components/mesh/paths.ts'
import { useNoWrite } from '#components/query/use-no-write.ts'
import { useWrite } from '#components/query/use-write.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import { Button, IconButton } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { historyUndo } from '#contract/writing.ts'
import words from '#messages/areas/config.json'

/** What was written, in a line that stays, with the button that takes it back. */
export function UndoBar({ written }: { readonly written: LastWrite }) {
  return (
    <AreaWords words={words}>
      <Bar written={written} />
    </AreaWords>
  )
}

function Bar({ written }: { readonly written: LastWrite }) {
  const t = useTranslations('config.written')
  const { viewQuery } = useView()
  const undo = useWrite(historyUndo)
  const mayNot = useNoWrite()
  const { kind, apiVersion, namespace, name, outcome, change } = written
  const take = () =>
    undo.mutate({ id: change }, { onSuccess: (answer) => keepWritten(answer, !written.undo) })
  const object = `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`
  const page = paths.configObject({ kind: nameConfigKind({ kind, apiVersion }), namespace, name }, viewQuery)
  return (
    <section
      aria-label={t('title')}
      className="mx-3 mt-3 overflow-hidden rounded-panel border border-line bg-surface md:mx-4 md:mt-4"
    >
      <NoticeBar
        severity="info"
        action={
          <span className="flex shrink-0 items-center gap-2">
            <Button disabledReason={mayNot ?? (undo.isPending ? t('undoing') : undefined)} onClick={take}>
              {t(written.undo ? 'redo' : 'undo')}
            </Button>
            <IconButton aria-label={t('close')} icon={<CloseIcon size={16} />} onClick={forgetWritten} />
          </span>
        }
      >
        <p role="status" className="leading-8">
          {written.undo ? t(`undone.${outcome}`, { object }) : t(`done.${outcome}`, { object })}{' '}
          {outcome === 'removed' ? null : (
            <Link href={page} prefetch={false} className="text-accent hover:underline">
              {t('open')}
            </Link>
          )}
        </p>
      </NoticeBar>
      {undo.error ? (
        <NoticeBar
          severity="error"
          action={
            <Link
              href={changePath(change, viewQuery)}
              prefetch={false}
              className="shrink-0 text-accent hover:underline"
            >
              {t('compare')}
            </Link>
          }
        >
          <p role="alert">{t('notUndone', { reason: undo.error.body?.detail ?? t('unreachable') })}</p>
        </NoticeBar>
      ) : null}
    </section>
  )
}
