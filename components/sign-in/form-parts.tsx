'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { LockedIcon } from '#components/ui/icons.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'

export function Refusal({ problem }: { readonly problem: { readonly message: string } | null }) {
  return <div role="alert">{problem ? <NoticeBar severity="error">{problem.message}</NoticeBar> : null}</div>
}

export function Submit({ busy, children }: { readonly busy: boolean; readonly children: ReactNode }) {
  const t = useTranslations('signIn')
  return (
    <Button
      type="submit"
      tone="primary"
      icon={<LockedIcon size={16} />}
      className="w-full justify-center"
      disabledReason={busy ? t('busy') : undefined}
    >
      {children}
    </Button>
  )
}
