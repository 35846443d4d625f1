'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { EditedObject } from '#components/istio-config/editor/config-editor.tsx'
import { isKeptElsewhere } from '#components/istio-config/editor/kept-elsewhere.ts'
import { scanYaml } from '#components/istio-config/editor/scan-yaml.ts'
import { type Saving, useSave } from '#components/istio-config/write/use-save.ts'
import { nameConfigKind, paths } from '#components/mesh/paths.ts'
import { keepDraft, nameDraft } from '#components/shell/drafts.ts'
import { type KeptText, nameObject } from '#components/shell/use-draft.ts'
import { useView } from '#components/shell/view.tsx'
import type { ConfigOwner } from '#contract/config.ts'
import type { Conflict } from '#contract/writing.ts'

interface EditorSave {
  readonly saving: Saving
  readonly reason: string
  readonly setReason: (reason: string) => void
  /** What must be merged before it can be saved. */
  readonly conflict: Conflict | undefined
  readonly begin: () => void
  readonly confirm: (force: boolean) => void
  /** Takes what came of a merge as the text, made from what is stored now. */
  readonly finishMerge: (text: string) => void
}

/** Saves the text of an editor: where it was stored the draft goes, and a new object's page opens. */
export function useEditorSave({
  user,
  object,
  draft,
  expected,
  owner,
  onReadAgain,
}: {
  readonly user: string
  readonly object: EditedObject
  readonly draft: KeptText
  readonly expected: { readonly kind?: string; readonly namespace?: string; readonly name?: string }
  readonly owner: ConfigOwner | undefined
  /** Reads the object that is edited again; undefined of one that is not there yet. */
  readonly onReadAgain: (() => void) | undefined
}): EditorSave {
  const isNew = onReadAgain === undefined
  const { view, viewQuery } = useView()
  const router = useRouter()
  const [reason, setReason] = useState('')
  const saving = useSave(view.rangeSeconds, (written) => {
    setReason('')
    draft.discard()
    if (isNew) router.push(pathOf(written.object, viewQuery))
  })
  const { text, madeFrom } = draft
  const removed = saving.state.phase === 'conflict' && saving.state.conflict.why === 'removed'
  const operation = isNew || madeFrom.version === undefined || removed ? 'create' : 'update'
  const wanted = {
    yaml: text,
    operation,
    expected,
    ...(expected.namespace === undefined ? {} : { namespace: expected.namespace }),
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    ...(operation === 'create' || madeFrom.version === undefined
      ? {}
      : { base: { resourceVersion: madeFrom.version, yaml: madeFrom.text } }),
  } as const
  const conflict = saving.state.phase === 'conflict' ? saving.state.conflict : undefined
  return {
    saving,
    reason,
    setReason,
    conflict: conflict?.why === 'changed' || conflict?.why === 'exists' ? conflict : undefined,
    begin: () => void saving.begin(wanted, owner !== undefined && isKeptElsewhere(owner)),
    confirm: (force) => void saving.confirm(wanted, force),
    finishMerge: (merged) => {
      if (!conflict) return
      const { theirs: base, resourceVersion: version } = conflict
      const next = { text: merged, base, ...(version === undefined ? {} : { version }) }
      saving.reset()
      if (onReadAgain) {
        draft.replace(next)
        return onReadAgain()
      }
      const there = findNamed(merged, object.kind)
      if (!there) return draft.replace({ text: merged, base: madeFrom.text })
      keepDraft(sessionStorage, nameDraft(user, nameObject(there)), { ...next, atMs: Date.now() })
      draft.discard()
      router.push(paths.editConfig({ ...there, namespace: there.namespace ?? '' }, viewQuery))
    },
  }
}

function pathOf(
  {
    kind,
    apiVersion,
    namespace,
    name,
  }: { kind: string; apiVersion: string; namespace: string; name: string },
  query: string,
): string {
  return paths.configObject({ kind: nameConfigKind({ kind, apiVersion }), namespace, name }, query)
}

/** Which object a text is of, by its own lines. */
function findNamed(text: string, kind: string): EditedObject | undefined {
  const entries = scanYaml(text)
  const read = (key: string) =>
    entries.find(({ path }) => path.length === 2 && path[0] === 'metadata' && path[1] === key)?.value
  const [name, namespace] = [read('name'), read('namespace')]
  return name === undefined ? undefined : { kind, name, ...(namespace === undefined ? {} : { namespace }) }
}
