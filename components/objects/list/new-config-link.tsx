'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { paths } from '#components/mesh/paths.ts'
import { useNoWrite } from '#components/query/use-no-write.ts'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { PlusIcon } from '#components/ui/icons.tsx'

/** The way to write an object that is not there yet; who may write nothing is told so. */
export function NewConfigLink() {
  const t = useTranslations('objects')
  const { viewQuery } = useView()
  const why = useNoWrite()
  if (why)
    return (
      <Button icon={<PlusIcon size={14} />} disabledReason={why}>
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
