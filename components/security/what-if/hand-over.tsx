'use client'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { nameConfigKind, paths } from '#components/mesh/paths.ts'
import { useNoWrite } from '#components/query/use-no-write.ts'
import { splitDocuments } from '#components/security/what-if/split-documents.ts'
import type { Operation } from '#components/security/what-if/use-operation.ts'
import type { WhatIf } from '#components/security/what-if/use-what-if.ts'
import { keepDraft, nameDraft } from '#components/shell/drafts.ts'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'

/** Takes each document to the editor of its object, where it is previewed and applied, or removed. */
export function HandOver({
  user,
  text,
  documents,
  operation,
}: {
  readonly user: string
  readonly text: string
  readonly documents: WhatIf['documents']
  readonly operation: Operation
}) {
  const t = useTranslations('security.whatIf')
  const router = useRouter()
  const mayNot = useNoWrite()
  const { viewQuery } = useView()
  const texts = splitDocuments(text, documents)
  const open = (document: WhatIf['documents'][number], own: string) => {
    const kind = nameConfigKind(document)
    const { namespace, name } = document
    if (operation === 'remove') {
      router.push(paths.editConfig({ kind, namespace, name }, viewQuery, 'remove'))
      return
    }
    const isThere = document.operation === 'update'
    const object = isThere ? `${kind}/${namespace}/${name}` : `${kind}//`
    if (!keepDraft(sessionStorage, nameDraft(user, object), { text: own, atMs: Date.now() })) return
    const query = new URLSearchParams(viewQuery)
    query.set('kind', kind)
    router.push(
      isThere ? paths.editConfig({ kind, namespace, name }, viewQuery) : paths.newConfig(`?${query}`),
    )
  }
  return (
    <ul aria-label={t('apply')} className="max-h-40 shrink-0 overflow-y-auto border-t border-line bg-sunken">
      {documents.map((document, index) => (
        <li
          key={`${document.index} ${document.name}`}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5"
        >
          <span className="min-w-0 grow wrap-anywhere">
            <span className="text-muted">
              {document.kind} {document.namespace} /{' '}
            </span>
            {document.name}
            <span className="text-muted"> · {t(`operation.${document.operation}`)}</span>
          </span>
          {document.operation === 'none' ? null : (
            <Button disabledReason={mayNot} onClick={() => open(document, texts[index] ?? '')}>
              {t(operation === 'remove' ? 'removeOne' : 'applyOne')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
