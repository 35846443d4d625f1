'use client'
import { useTranslations } from 'next-intl'
import type { ListDefinition, ObjectItem } from '#components/objects/list/types.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterIcon, NamespaceIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

/** Why there is no row: nothing fits the filter, or there is nothing that the viewer may see. */
export function NothingListed({
  list,
  onClear,
}: {
  readonly list: ListDefinition<ObjectItem>['id']
  /** Undefined where no filter is to blame. */
  readonly onClear: (() => void) | undefined
}) {
  const t = useTranslations('objects')
  if (!onClear)
    return (
      <EmptyState icon={<NamespaceIcon size={18} />} title={t(`empty.${list}`)}>
        <p>{t('empty.why')}</p>
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<FilterIcon size={18} />}
      title={t('filter.nothingTitle')}
      action={<Button onClick={onClear}>{t('filter.clear')}</Button>}
    >
      <p>{t('filter.nothing')}</p>
    </EmptyState>
  )
}

const skeletonRows = Array.from({ length: 14 }, (_, at) => at)

export function ListSkeleton() {
  const t = useTranslations('objects')
  return (
    <div role="status" aria-label={t('loading')} className="divide-y divide-line pt-8">
      {skeletonRows.map((row) => (
        <div key={row} className="flex h-[38px] items-center gap-8 px-4">
          <Skeleton className="h-4 w-48" />
          <Skeleton className="h-4 w-28 max-md:hidden" />
          <Skeleton className="h-4 w-20" />
          <Skeleton className="h-4 w-32 max-md:hidden" />
        </div>
      ))}
    </div>
  )
}
