'use client'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { lazy, Suspense } from 'react'
import { listEditedKeys } from '#components/mesh/edited-text.ts'
import { formatYaml } from '#components/mesh/yaml-lines.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useSession } from '#components/query/use-session.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { configObject, kindSchema } from '#contract/config.ts'
import { objectManifest } from '#contract/details.ts'
import words from '#messages/areas/config.json'

const Screen = lazy(async () => ({
  default: (await import('#components/istio-config/editor/editor-screen.tsx')).EditorScreen,
}))

const Removal = lazy(async () => ({
  default: (await import('#components/istio-config/editor/remove-object.tsx')).RemoveObject,
}))

export interface EditedObject {
  /** The console's word for the kind. */
  readonly kind: string
  /** Absent for kinds without namespace. */
  readonly namespace?: string | undefined
  readonly name: string
}

/** The editor of an object that is there, or with `?remove` its removal; loaded with its words when it is opened. */
export function ConfigEditor({ object }: { readonly object: EditedObject }) {
  const removing = useSearchParams()?.has('remove') === true
  return (
    <AreaWords words={words}>
      <Suspense fallback={<EditorSkeleton />}>
        {removing ? <Removal object={object} /> : <Opened object={object} />}
      </Suspense>
    </AreaWords>
  )
}

function Opened({ object }: { readonly object: EditedObject }) {
  const { kind, namespace, name } = object
  const input = { kind, name, ...(namespace === undefined ? {} : { namespace }) }
  const manifest = useLiveCall(objectManifest, input, { intervalMs: false })
  const detail = useLiveCall(configObject, input)
  const schema = useLiveCall(kindSchema, { kind }, { intervalMs: false, freshMs: 600_000 })
  const { session } = useSession()
  if (!manifest.data && manifest.problem)
    return <ProblemView problem={manifest.problem} onRetry={manifest.askAgain} />
  if (!manifest.data || !detail.data || !session) return <EditorSkeleton />
  return (
    <Suspense fallback={<EditorSkeleton />}>
      <Screen
        key={`${session.user.name} ${kind}/${namespace}/${name}`}
        user={session.user.name}
        object={object}
        base={formatYaml(listEditedKeys(manifest.data.manifest))}
        version={readVersion(manifest.data.manifest)}
        schema={schema.data}
        owner={detail.data.item.owner}
        readOnlyReason={detail.data.mayNot.update?.text}
        onReadAgain={manifest.askAgain}
      />
    </Suspense>
  )
}

/** By which the API server tells versions of an object apart. */
export function readVersion(manifest: Readonly<Record<string, unknown>>): string | undefined {
  const { metadata } = manifest
  if (typeof metadata !== 'object' || metadata === null || !('resourceVersion' in metadata)) return undefined
  return typeof metadata.resourceVersion === 'string' ? metadata.resourceVersion : undefined
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
