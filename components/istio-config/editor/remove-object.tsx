'use client'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import {
  type EditedObject,
  EditorSkeleton,
  readVersion,
} from '#components/istio-config/editor/config-editor.tsx'
import { isKeptElsewhere } from '#components/istio-config/editor/kept-elsewhere.ts'
import { PreviewPanel } from '#components/istio-config/editor/preview-panel.tsx'
import { SaveCard } from '#components/istio-config/editor/save-card.tsx'
import { useSave } from '#components/istio-config/write/use-save.ts'
import { listEditedKeys } from '#components/mesh/edited-text.ts'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { nameConfigKind, paths, referencePath } from '#components/mesh/paths.ts'
import { formatYaml } from '#components/mesh/yaml-lines.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useSession } from '#components/query/use-session.ts'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Card } from '#components/ui/card.tsx'
import { type ConfigDetail, configObject } from '#contract/config.ts'
import { objectManifest } from '#contract/details.ts'
import { preview } from '#contract/preview.ts'

/** What would become of the mesh without an object: who names it, what traffic it carries; and its removal. */
export function RemoveObject({ object }: { readonly object: EditedObject }) {
  const { kind, namespace, name } = object
  const place = namespace === undefined ? {} : { namespace }
  const input = { kind, name, ...place }
  const manifest = useLiveCall(objectManifest, input, { intervalMs: false })
  const detail = useLiveCall(configObject, input, { intervalMs: false })
  const { session } = useSession()
  const problem = manifest.problem ?? detail.problem
  if ((!manifest.data || !detail.data) && problem)
    return <ProblemView problem={problem} onRetry={manifest.askAgain} />
  if (!manifest.data || !detail.data || !session) return <EditorSkeleton />
  return (
    <Removal
      object={object}
      yaml={formatYaml(listEditedKeys(manifest.data.manifest))}
      version={readVersion(manifest.data.manifest)}
      detail={detail.data}
    />
  )
}

function Removal({
  object,
  yaml,
  version,
  detail,
}: {
  readonly object: EditedObject
  readonly yaml: string
  readonly version: string | undefined
  readonly detail: ConfigDetail
}) {
  const { kind, namespace, name } = object
  const { view, viewQuery } = useView()
  const router = useRouter()
  const [reason, setReason] = useState('')
  const place = namespace === undefined ? {} : { namespace }
  const expected = { ...place, kind: detail.item.kind, name }
  const live = useLiveCall(
    preview,
    { yaml, operation: 'remove', expected, ...place, rangeSeconds: view.rangeSeconds },
    { intervalMs: false },
  )
  const saving = useSave(view.rangeSeconds, () => router.push(paths.config(viewQuery)))
  const wanted = {
    yaml,
    operation: 'remove',
    expected,
    ...place,
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    ...(version === undefined ? {} : { base: { resourceVersion: version, yaml } }),
  } as const
  const owner = detail.item.owner
  return (
    <div className="grid gap-3 xl:grid-cols-[minmax(0,1fr)_27rem]">
      <PreviewPanel
        operation="remove"
        live={live}
        current={live.data !== undefined}
        onGoTo={() => undefined}
      />
      <div className="min-w-0 space-y-3">
        <SaveCard
          state={saving.state}
          reason={reason}
          onReason={setReason}
          mayNot={detail.mayNot.remove?.text}
          owner={owner && isKeptElsewhere(owner) ? owner : undefined}
          before={yaml}
          after=""
          fileName={`${kind}-${name}.yaml`}
          isRemoval
          onSave={() => void saving.begin(wanted, true)}
          onConfirm={(force) => void saving.confirm(wanted, force)}
          onBack={saving.reset}
        />
        <NamedBy references={detail.namedBy} />
      </div>
    </div>
  )
}

/** Who would name something that is not there any more. */
function NamedBy({ references }: { readonly references: ConfigDetail['namedBy'] }) {
  const t = useTranslations('config.save')
  const { viewQuery } = useView()
  return (
    <Card title={t('namedBy')}>
      {references.length === 0 ? <p className="px-4 py-3 text-muted">{t('namedByNone')}</p> : null}
      <ul className="divide-y divide-line empty:hidden">
        {references.map((each) => (
          <li key={`${nameConfigKind(each)}/${each.namespace}/${each.name}`} className="px-4 py-2">
            <ObjectLink
              kind={nameConfigKind(each)}
              name={each.name}
              href={referencePath(each, viewQuery) ?? ''}
              {...(each.namespace === '' ? {} : { namespace: each.namespace })}
            />
            <span className="block font-mono text-small wrap-anywhere text-muted">
              {each.fields.join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
