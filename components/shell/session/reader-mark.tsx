'use client'
import { useTranslations } from 'next-intl'
import { LockedIcon } from '#components/ui/icons.tsx'
import { Popover } from '#components/ui/popover.tsx'

/** That nothing can be changed here, on every page; a press tells why. A phone has no place for it: there the menu says so. */
export function ReaderMark({ why }: { readonly why: string }) {
  const t = useTranslations('shell.session')
  return (
    <Popover
      label={t('viewOnly')}
      align="end"
      className="max-md:hidden"
      icon={<LockedIcon size={14} className="text-muted" />}
      content={() => <p className="w-72 max-w-full">{why}</p>}
    >
      <span className="max-xl:sr-only">{t('viewOnly')}</span>
    </Popover>
  )
}
