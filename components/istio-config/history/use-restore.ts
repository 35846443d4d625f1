'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { readVersion } from '#components/istio-config/editor/config-editor.tsx'
import { listEditedKeys } from '#components/mesh/edited-text.ts'
import { nameConfigKind, paths } from '#components/mesh/paths.ts'
import { formatYaml } from '#components/mesh/yaml-lines.ts'
import { callOptions } from '#components/query/call-options.ts'
import { sendCall } from '#components/query/send-call.ts'
import { keepDraft, nameDraft } from '#components/shell/drafts.ts'
import { nameObject } from '#components/shell/use-draft.ts'
import { useView } from '#components/shell/view.tsx'
import { objectManifest } from '#contract/details.ts'
import type { Change } from '#contract/history.ts'
import { session } from '#contract/session.ts'

/**
 * Makes an older version the text of the editor, where it is previewed and saved like any other: of the object that is there,
 * or of a new one where it is gone.
 */
export function useRestore(): (change: Change, yaml: string) => Promise<void> {
  const queries = useQueryClient()
  const router = useRouter()
  const { viewQuery } = useView()
  return async (change, yaml) => {
    const { namespace, name } = change
    const object = { kind: nameConfigKind(change), name, ...(namespace === '' ? {} : { namespace }) }
    const { user } = await queries.ensureQueryData(callOptions(session, {}))
    const stored = await sendCall(objectManifest, object).catch(() => undefined)
    const atMs = Date.now()
    if (!stored) {
      const begun = nameDraft(user.name, nameObject({ kind: object.kind, name: '' }))
      keepDraft(sessionStorage, begun, { text: yaml, base: '', atMs })
      router.push(`${paths.newConfig(viewQuery)}${viewQuery === '' ? '?' : '&'}kind=${object.kind}`)
      return
    }
    const version = readVersion(stored.manifest)
    const base = formatYaml(listEditedKeys(stored.manifest))
    keepDraft(sessionStorage, nameDraft(user.name, nameObject(object)), { text: yaml, base, version, atMs })
    router.push(paths.editConfig({ ...object, namespace }, viewQuery))
  }
}
