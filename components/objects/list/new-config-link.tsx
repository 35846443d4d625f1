'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { paths } from '#components/mesh/paths.ts'
import { callOptions } from '#components/query/call-options.ts'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { PlusIcon } from '#components/ui/icons.tsx'
import { useHydrated } from '#components/ui/use-hydrated.ts'
import { session } from '#contract/session.ts'

/** The way to write an object that is not there yet; who may write nothing is told so. */
export function NewConfigLink() {
  const t = useTranslations('objects')
  const { viewQuery } = useView()
  const { data } = useQuery({ ...callOptions(session, {}), staleTime: Number.POSITIVE_INFINITY })
  // Another part of the page may have asked already: what the server drew holds until this part has hydrated.
  const hydrated = useHydrated()
  if (!hydrated || !data) return null
  if (!data.user.mayWrite)
    return (
      <Button icon={<PlusIcon size={14} />} disabledReason={t('mayNotCreate')}>
        {t('newConfig')}
      </Button>
    )
  return (
    <Link
      href={paths.newConfig(viewQuery)}
      prefetch={false}
      className="inline-flex h-8 items-center gap-1.5 rounded-control border border-line bg-surface px-2.5 font-medium hover:bg-hover"
    >
      <PlusIcon size={14} />
      {t('newConfig')}
    </Link>
  )
}
