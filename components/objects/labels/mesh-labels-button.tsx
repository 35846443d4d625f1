'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useMemo, useState } from 'react'
import { type LabelledObject, listLabelled } from '#components/objects/labels/choices.ts'
import { useNoWrite } from '#components/query/use-no-write.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { Button } from '#components/ui/button.tsx'
import words from '#messages/areas/meshLabels.json'

const LabelsDialog = lazy(async () => ({
  default: (await import('#components/objects/labels/labels-dialog.tsx')).LabelsDialog,
}))

/** As many as one call takes. */
const mostAtOnce = 500

interface Props {
  readonly items: readonly { readonly kind: string; readonly namespace: string; readonly name: string }[]
}

/** The way into the mesh, out of it, or to another revision: of one object, or of all that a list shows. */
export function MeshLabelsButton(props: Props) {
  return (
    <AreaWords words={words}>
      <LabelsButton {...props} />
    </AreaWords>
  )
}

function LabelsButton({ items }: Props) {
  const t = useTranslations('meshLabels')
  const [objects, setObjects] = useState<readonly LabelledObject[]>()
  const labelled = useMemo(() => listLabelled(items), [items])
  const count =
    labelled.length === 0
      ? t('nothing')
      : labelled.length > mostAtOnce
        ? t('tooMany', { count: mostAtOnce })
        : undefined
  const why = useNoWrite() ?? count
  return (
    <>
      <Button disabledReason={why} onClick={() => setObjects(labelled)}>
        {t('button')}
      </Button>
      {objects ? (
        <Suspense fallback={null}>
          <LabelsDialog objects={objects} onClose={() => setObjects(undefined)} />
        </Suspense>
      ) : null}
    </>
  )
}
