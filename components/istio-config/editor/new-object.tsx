'use client'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useId } from 'react'
import { EditorSkeleton } from '#components/istio-config/editor/config-editor.tsx'
import { beginObject } from '#components/mesh/edited-text.ts'
import { nameConfigKind } from '#components/mesh/paths.ts'
import { formatYaml } from '#components/mesh/yaml-lines.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useNoWrite } from '#components/query/use-no-write.ts'
import { useSession } from '#components/query/use-session.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { configObjects, kindSchema } from '#contract/config.ts'
import words from '#messages/areas/config.json'

const Screen = lazy(async () => ({
  default: (await import('#components/istio-config/editor/editor-screen.tsx')).EditorScreen,
}))

/** The editor of an object that is not there yet: of the kind that the address names, or that is chosen. */
export function NewObject() {
  return (
    <AreaWords words={words}>
      <Begun />
    </AreaWords>
  )
}

function Begun() {
  const t = useTranslations('config.new')
  const kind = useSearchParams()?.get('kind') ?? ''
  return (
    <div className="mx-auto max-w-[120rem] space-y-3 p-3 md:p-4">
      <header className="flex flex-wrap items-end gap-x-4 gap-y-2 rounded-panel border border-line bg-surface p-4">
        <h2 className="grow text-title font-semibold">{t('title')}</h2>
        <KindChoice kind={kind} />
      </header>
      {kind === '' ? <p className="px-1 text-muted">{t('choose')}</p> : <NewText key={kind} kind={kind} />}
    </div>
  )
}

/** The kinds that the cluster serves. */
function KindChoice({ kind }: { readonly kind: string }) {
  const t = useTranslations('config.new')
  const id = useId()
  const { data } = useLiveCall(configObjects, {}, { intervalMs: false, freshMs: 60_000 })
  const choose = (next: string) => {
    const query = new URLSearchParams(window.location.search)
    query.set('kind', next)
    window.history.replaceState(null, '', `?${query}`)
  }
  return (
    <span className="flex items-center gap-2">
      <label htmlFor={id} className="text-muted">
        {t('kind')}
      </label>
      <select
        id={id}
        value={kind}
        onChange={(event) => choose(event.currentTarget.value)}
        className="h-8 rounded-control border border-line-strong bg-surface px-2"
      >
        <option value="" disabled>
          {t('pick')}
        </option>
        {(data?.kinds ?? []).map((each) => {
          const apiVersion = `${each.group}/${each.versions[0]}`
          const word = nameConfigKind({ apiVersion, kind: each.kind })
          return (
            <option key={word} value={word}>
              {each.kind} ({apiVersion})
            </option>
          )
        })}
      </select>
    </span>
  )
}

function NewText({ kind }: { readonly kind: string }) {
  const { view, ready } = useView()
  const mayNot = useNoWrite()
  const schema = useLiveCall(kindSchema, { kind }, { intervalMs: false, freshMs: 600_000 })
  const { session } = useSession()
  if (schema.problem && !schema.data)
    return <ProblemView problem={schema.problem} onRetry={schema.askAgain} />
  if (!schema.data || schema.previous || !session || !ready) return <EditorSkeleton />
  const [namespace] = view.namespaces.length > 0 ? view.namespaces : ['default']
  const { data } = schema
  return (
    <Suspense fallback={<EditorSkeleton />}>
      <Screen
        key={session.user.name}
        user={session.user.name}
        object={{ kind, name: '' }}
        base={formatYaml(beginObject(data, namespace))}
        schema={data}
        readOnlyReason={mayNot}
      />
    </Suspense>
  )
}
