'use client'
import { yaml } from '@codemirror/lang-yaml'
import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { buildLook } from '#components/istio-config/editor/code-look.ts'
import { useMedia } from '#components/ui/use-media.ts'

const collapse = { margin: 3, minSize: 6 }

/** Two texts beside each other, or in one column where there is no room for two; what is alike is folded. */
export function ChangesView({ before, after }: { readonly before: string; readonly after: string }) {
  const t = useTranslations('config')
  const box = useRef<HTMLDivElement>(null)
  const narrow = useMedia('(max-width: 1023px)')
  const nameBefore = t('before')
  const nameAfter = t('after')
  useEffect(() => {
    const parent = box.current
    if (!parent) return
    const show = (label: string) => [
      basicSetup,
      yaml(),
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true' }),
      buildLook(),
    ]
    const view = narrow
      ? new EditorView({
          parent,
          doc: after,
          extensions: [
            ...show(nameAfter),
            unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: collapse }),
          ],
        })
      : new MergeView({
          parent,
          a: { doc: before, extensions: show(nameBefore) },
          b: { doc: after, extensions: show(nameAfter) },
          collapseUnchanged: collapse,
          gutter: true,
        })
    return () => view.destroy()
  }, [before, after, nameBefore, nameAfter, narrow])
  return <div ref={box} className="h-full overflow-auto" />
}
