'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { type LabelledObject, listLabelled } from '#components/objects/labels/choices.ts'
import { callOptions } from '#components/query/call-options.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { useHydrated } from '#components/ui/use-hydrated.ts'
import { session } from '#contract/session.ts'
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
  const { data } = useQuery({ ...callOptions(session, {}), staleTime: Number.POSITIVE_INFINITY })
  const hydrated = useHydrated()
  if (!hydrated || !data) return null
  const labelled = listLabelled(items)
  const why = data.user.mayWrite
    ? labelled.length === 0
      ? t('nothing')
      : labelled.length > mostAtOnce
        ? t('tooMany', { count: mostAtOnce })
        : undefined
    : t('mayNot')
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
