'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { paths } from '#components/mesh/paths.ts'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import type { meshMtls } from '#contract/mesh-mtls.ts'

/** Why the lock looks as it does; loaded when it is opened. */
export function MeshLockDetail({ mtls }: { readonly mtls: CallOutput<typeof meshMtls> | undefined }) {
  const t = useTranslations('shell.meshLock.detail')
  const word = useTranslations('mesh.mtls')
  return (
    <div className="w-80 max-w-full space-y-2">
      <h2 className="font-semibold">{t('title', { mode: word(mtls?.mode ?? 'unknown') })}</h2>
      <ReasonList reasons={mtls?.reasons ?? []} />
      {mtls?.minTlsVersion ? (
        <p className="text-muted">{t('version', { version: mtls.minTlsVersion })}</p>
      ) : null}
      <p>
        <Link href={paths.mtls()} className="text-accent underline underline-offset-2">
          {t('all')}
        </Link>
      </p>
    </div>
  )
}
