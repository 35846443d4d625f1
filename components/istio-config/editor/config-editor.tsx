'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { lazy, Suspense } from 'react'
import { listEditedKeys } from '#components/mesh/edited-text.ts'
import { formatYaml } from '#components/mesh/yaml-lines.ts'
import { callOptions } from '#components/query/call-options.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { configObject, kindSchema } from '#contract/config.ts'
import { objectManifest } from '#contract/details.ts'
import { session } from '#contract/session.ts'
import words from '#messages/areas/config.json'

const Screen = lazy(async () => ({
  default: (await import('#components/istio-config/editor/editor-screen.tsx')).EditorScreen,
}))

export interface EditedObject {
  /** The console's word for the kind. */
  readonly kind: string
  /** Absent for kinds without namespace. */
  readonly namespace?: string | undefined
  readonly name: string
}

/** The editor of an object that is there, loaded with its words when it is opened. */
export function ConfigEditor({ object }: { readonly object: EditedObject }) {
  return (
    <AreaWords words={words}>
      <Opened object={object} />
    </AreaWords>
  )
}

function Opened({ object }: { readonly object: EditedObject }) {
  const t = useTranslations('config')
  const { kind, namespace, name } = object
  const input = { kind, name, ...(namespace === undefined ? {} : { namespace }) }
  const manifest = useLiveCall(objectManifest, input, { intervalMs: false })
  const detail = useLiveCall(configObject, input)
  const schema = useLiveCall(kindSchema, { kind }, { intervalMs: false, freshMs: 600_000 })
  const person = useQuery({ ...callOptions(session, {}), staleTime: Number.POSITIVE_INFINITY })
  if (!manifest.data && manifest.problem)
    return <ProblemView problem={manifest.problem} onRetry={manifest.askAgain} />
  if (!manifest.data || !detail.data || !person.data) return <EditorSkeleton />
  return (
    <Suspense fallback={<EditorSkeleton />}>
      <Screen
        key={`${person.data.user.name} ${kind}/${namespace}/${name}`}
        user={person.data.user.name}
        object={object}
        base={formatYaml(listEditedKeys(manifest.data.manifest))}
        schema={schema.data}
        readOnlyReason={detail.data.may.update ? undefined : t('mayNot')}
        onReadAgain={manifest.askAgain}
      />
    </Suspense>
  )
}

export function EditorSkeleton() {
  const t = useTranslations('config')
  return (
    <div role="status" aria-label={t('loading')} className="grid gap-3 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <Skeleton className="h-[60vh]" />
      <Skeleton className="h-80" />
    </div>
  )
}
