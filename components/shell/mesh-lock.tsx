'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense } from 'react'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import { toneText } from '#components/ui/badge.tsx'
import { DegradedIcon, LockedIcon, StrictIcon, UnknownIcon } from '#components/ui/icons.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { meshMtls } from '#contract/mesh-mtls.ts'

// Marks that every page has anyway: this one stands on all of them.
const looks = {
  STRICT: { tone: 'healthy', icon: StrictIcon },
  PERMISSIVE: { tone: 'neutral', icon: LockedIcon },
  DISABLE: { tone: 'degraded', icon: DegradedIcon },
  mixed: { tone: 'degraded', icon: DegradedIcon },
  unknown: { tone: 'unknown', icon: UnknownIcon },
} as const

const loadDetail = () =>
  withLateWords(import('#components/shell/mesh-lock-detail.tsx').then((part) => part.MeshLockDetail))
const MeshLockDetail = lazy(loadDetail)

/** Whether the mesh is encrypted, in one mark; a press tells why. It keeps its place while nothing is known. */
export function MeshLock() {
  const t = useTranslations('shell.meshLock')
  const word = useTranslations('mesh.mtls')
  const { data } = useLiveCall(meshMtls, {})
  const mode = data?.mode ?? 'unknown'
  const { tone, icon: Icon } = looks[mode]
  return (
    <Popover
      label={`${t('label')}: ${word(mode)}`}
      align="end"
      icon={<Icon size={16} className={toneText[tone]} />}
      preload={loadDetail}
      content={() => (
        <Suspense fallback={null}>
          <MeshLockDetail mtls={data} />
        </Suspense>
      )}
    />
  )
}
