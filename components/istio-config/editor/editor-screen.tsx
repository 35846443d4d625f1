'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { lazy, type RefObject, Suspense, useMemo, useRef, useState } from 'react'
import { CodeEditorView } from '#components/istio-config/editor/code-editor.tsx'
import type { EditedObject } from '#components/istio-config/editor/config-editor.tsx'
import type { CodeEditor, Mark } from '#components/istio-config/editor/create-code-editor.ts'
import { EditorBar } from '#components/istio-config/editor/editor-bar.tsx'
import { findHelp } from '#components/istio-config/editor/field-help.ts'
import { listUnknownFields } from '#components/istio-config/editor/field-schema.ts'
import { buildFieldMarks, buildMarks } from '#components/istio-config/editor/marks.ts'
import { PreviewPanel } from '#components/istio-config/editor/preview-panel.tsx'
import { SaveCard } from '#components/istio-config/editor/save-card.tsx'
import { useEditorSave } from '#components/istio-config/editor/use-editor-save.ts'
import { type Preview, usePreview } from '#components/istio-config/editor/use-preview.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { type KeptText, nameObject, useDraft } from '#components/shell/use-draft.ts'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { ConfigOwner, kindSchema } from '#contract/config.ts'
import type { CallOutput } from '#contract/define-call.ts'
import type { PreviewProblem } from '#contract/preview.ts'

// What compares texts weighs, and most texts are saved without.
const ChangesView = lazy(async () => ({
  default: (await import('#components/istio-config/editor/changes-view.tsx')).ChangesView,
}))
const MergeScreen = lazy(async () => ({
  default: (await import('#components/istio-config/editor/merge-screen.tsx')).MergeScreen,
}))

interface Props {
  readonly user: string
  readonly object: EditedObject
  /** The text of the object as it is; of a new one what it begins with. */
  readonly base: string
  /** Its resourceVersion; undefined of an object that is not there yet. */
  readonly version?: string | undefined
  readonly schema: CallOutput<typeof kindSchema> | undefined
  readonly owner?: ConfigOwner | undefined
  readonly readOnlyReason: string | undefined
  /** Undefined for an object that is not there yet. */
  readonly onReadAgain?: () => void
}

/** The text of one object, what would become of it, and what is kept of the writing. */
export function EditorScreen(props: Props) {
  const { user, object, base, version, schema, owner, readOnlyReason, onReadAgain } = props
  const t = useTranslations('config')
  const { kind, namespace, name } = object
  const draft = useDraft({ user, object: nameObject(object), base, version })
  const { view } = useView()
  const editor = useRef<Pick<CodeEditor, 'goTo'>>(null)
  const [changes, setChanges] = useState(false)
  const place = namespace === undefined ? {} : { namespace }
  const expected = onReadAgain ? { ...place, kind: schema?.kind ?? kind, name } : place
  const { live, current } = usePreview(draft.text, expected, view.rangeSeconds)
  const marks = useMarks(draft.text, current ? live.data : undefined, schema)
  const save = useEditorSave({ user, object, draft, expected, owner, onReadAgain })
  const goTo = ({ line, column }: PreviewProblem) => {
    setChanges(false)
    // The editor may have to come back first.
    window.requestAnimationFrame(() => editor.current?.goTo(line, column))
  }
  if (save.conflict)
    return (
      <Suspense fallback={<Skeleton className="h-[60vh]" />}>
        <MergeScreen conflict={save.conflict} onDone={save.finishMerge} onBack={save.saving.reset} />
      </Suspense>
    )
  const fileName = `${kind}-${name || 'new'}.yaml`
  const found = current ? live.data?.verdict : undefined
  const refused = current ? live.data?.mayNotSave?.text : undefined
  const mayNot =
    readOnlyReason ??
    (onReadAgain && draft.draftAtMs === undefined ? t('bar.noChanges') : undefined) ??
    refused ??
    (found === 'error' || found === 'refused' ? t('save.faulty') : undefined)
  return (
    <div className="grid gap-3 xl:grid-cols-[minmax(0,1fr)_27rem]">
      <TextPanel
        {...props}
        draft={draft}
        fileName={fileName}
        marks={marks}
        changes={changes}
        onChanges={setChanges}
        editor={editor}
      />
      <div className="min-w-0 space-y-3">
        <SaveCard
          state={save.saving.state}
          reason={save.reason}
          onReason={save.setReason}
          mayNot={mayNot}
          isTold={readOnlyReason !== undefined}
          owner={owner}
          before={draft.madeFrom.text}
          after={draft.text}
          fileName={fileName}
          onSave={save.begin}
          onConfirm={save.confirm}
          onBack={save.saving.reset}
        />
        <PreviewPanel live={live} current={current} onGoTo={goTo} />
      </div>
    </div>
  )
}

/** The text with its bar, or what it changes; below it the help of the field that the cursor is at. */
function TextPanel({
  object: { kind, name },
  base,
  schema,
  readOnlyReason,
  onReadAgain,
  draft,
  fileName,
  marks,
  changes,
  onChanges,
  editor,
}: Props & {
  readonly draft: KeptText
  readonly fileName: string
  readonly marks: readonly Mark[]
  readonly changes: boolean
  readonly onChanges: (on: boolean) => void
  readonly editor: RefObject<Pick<CodeEditor, 'goTo'> | null>
}) {
  const t = useTranslations('config')
  const [cursor, setCursor] = useState(0)
  return (
    <section
      aria-label={t('editor', { name: name || kind })}
      className="flex min-h-80 min-w-0 flex-col overflow-hidden rounded-panel border border-line bg-surface max-xl:h-[70vh] xl:h-[calc(100vh-13.5rem)]"
    >
      <EditorBar
        text={draft.text}
        fileName={fileName}
        changes={changes}
        onChanges={onChanges}
        changed={draft.draftAtMs !== undefined}
        onReadAgain={onReadAgain}
      />
      <ReadOnlyBar why={readOnlyReason} />
      <DraftBar draft={draft} />
      <NoticeList notices={schema?.notices} />
      <div className="min-h-0 grow">
        {changes ? (
          <Suspense fallback={<Skeleton className="m-4 h-80" />}>
            <ChangesView before={base} after={draft.text} />
          </Suspense>
        ) : (
          <CodeEditorView
            ref={editor}
            label={t('textOf', { kind, name: name || t('newName') })}
            text={draft.text}
            readOnly={readOnlyReason !== undefined}
            schema={schema?.schema}
            marks={marks}
            onText={draft.write}
            onCursor={setCursor}
          />
        )}
      </div>
      <FieldLine text={draft.text} cursor={cursor} schema={schema} />
    </section>
  )
}

/** What is wrong in the text: as the preview found it, until then what the schema alone tells. */
function useMarks(text: string, found: Preview | undefined, schema: Props['schema']): readonly Mark[] {
  const t = useTranslations('config')
  return useMemo(() => {
    if (found) return buildMarks(text, found.steps)
    if (!schema) return []
    const unknown = listUnknownFields(text, schema.schema, schema.kind)
    return buildFieldMarks(unknown, ({ path, near }) =>
      near.length > 0 ? t('unknownNear', { path, near: near.join(', ') }) : t('unknown', { path }),
    )
  }, [found, text, schema, t])
}

function ReadOnlyBar({ why }: { readonly why: string | undefined }) {
  const t = useTranslations('config')
  return why ? <NoticeBar severity="info">{t('readOnly', { why })}</NoticeBar> : null
}

/** That the text is a draft, since when, and the way back to the object as it is. */
function DraftBar({ draft }: { readonly draft: KeptText }) {
  const t = useTranslations('config.draft')
  const format = useFormatter()
  if (draft.lost) return <NoticeBar severity="warning">{t('lost')}</NoticeBar>
  if (draft.draftAtMs === undefined) return null
  const time = format.dateTime(draft.draftAtMs, {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  })
  return (
    <NoticeBar
      severity={draft.outdated ? 'warning' : 'info'}
      action={
        <Button size="inline" className="text-accent underline" onClick={draft.discard}>
          {t('discard')}
        </Button>
      }
    >
      {t(draft.outdated ? 'outdated' : 'from', { time })}
    </NoticeBar>
  )
}

/** The help of the field that the cursor is at, for who has no pointer to rest on it. */
function FieldLine({
  text,
  cursor,
  schema,
}: {
  readonly text: string
  readonly cursor: number
  readonly schema: Props['schema']
}) {
  const t = useTranslations('config')
  const help = useMemo(() => schema && findHelp(text, cursor, schema.schema), [text, cursor, schema])
  return (
    <section
      aria-label={t('fieldHelp')}
      className="max-h-28 min-h-14 shrink-0 overflow-y-auto border-t border-line bg-sunken px-4 py-2 text-small"
    >
      {help ? (
        <>
          <p className="font-mono text-muted wrap-anywhere">
            <span className="text-fg">{help.path}</span>
            {help.type ? ` · ${help.type}` : ''}
            {help.required ? ` · ${t('required')}` : ''}
          </p>
          {help.description ? <p className="mt-0.5 whitespace-pre-wrap">{help.description}</p> : null}
          {help.choices.length > 0 ? (
            <p className="mt-0.5 wrap-anywhere">{t('choices', { choices: help.choices.join(', ') })}</p>
          ) : null}
        </>
      ) : (
        <p className="text-muted">{t('keys')}</p>
      )}
    </section>
  )
}
