'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { paths } from '#components/mesh/paths.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FailingIcon, SearchIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

/** A fault of the console's own code on a screen; the frame around it goes on working. */
export function ScreenError({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const t = useTranslations('shell.screen')
  return (
    <div role="alert">
      <EmptyState
        icon={<FailingIcon size={18} className="text-failing" />}
        title={t('errorTitle')}
        action={<Button onClick={onRetry}>{t('tryAgain')}</Button>}
      >
        <p>{t('errorDetail')}</p>
        <p className="font-mono text-small">{error.message}</p>
      </EmptyState>
    </div>
  )
}

export function ScreenNotFound() {
  const t = useTranslations('shell.screen')
  return (
    <main className="p-4">
      <EmptyState
        icon={<SearchIcon size={18} />}
        title={t('notFoundTitle')}
        action={
          <Link href={paths.overview()} className="text-accent underline underline-offset-2">
            {t('toOverview')}
          </Link>
        }
      >
        <p>{t('notFoundDetail')}</p>
      </EmptyState>
    </main>
  )
}

/** Holds the place of a screen whose code is on its way. */
export function ScreenLoading() {
  const t = useTranslations('shell.screen')
  return (
    <div role="status" aria-label={t('loading')} className="space-y-4 p-4">
      <Skeleton className="h-48" />
      <Skeleton className="h-96" />
    </div>
  )
}
