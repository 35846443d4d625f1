'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AsOf } from '#components/shell/as-of.tsx'
import { findDestination, findWayUp } from '#components/shell/destinations.ts'
import { MeshLock } from '#components/shell/mesh-lock.tsx'
import { MessageCentre } from '#components/shell/message-centre.tsx'
import { NamespacePicker } from '#components/shell/namespace-picker.tsx'
import { NavLinks } from '#components/shell/nav.tsx'
import { Palette } from '#components/shell/palette.tsx'
import { PersonMenu } from '#components/shell/person-menu.tsx'
import { RangePicker } from '#components/shell/range-picker.tsx'
import { RefreshPicker } from '#components/shell/refresh-picker.tsx'
import { SourcesChip } from '#components/shell/sources-chip.tsx'
import { useView } from '#components/shell/view.tsx'
import { IconButton } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { CrumbIcon, NavIcon } from '#components/ui/icons.tsx'
import { session as sessionCall } from '#contract/session.ts'

/** One bar: where I am, what I look at, how fresh it is, and who I am. Where it is narrow the pickers take a row of their own. */
export function TopBar() {
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-x-2 border-b border-line bg-surface px-3 lg:h-12 lg:flex-nowrap">
      <Drawer />
      <Breadcrumb />
      <div className="order-last flex w-full items-center gap-1.5 overflow-x-auto pb-2 lg:order-none lg:ml-auto lg:w-auto lg:shrink-0 lg:overflow-visible lg:pb-0">
        <NamespacePicker />
        <RangePicker />
        <RefreshPicker />
      </div>
      <AsOf />
      <div className="ml-auto flex h-12 shrink-0 items-center gap-0.5 lg:ml-1">
        <MeshLock />
        <SourcesChip />
        <Palette />
        <MessageCentre />
        <PersonMenu />
      </div>
    </header>
  )
}

function Breadcrumb() {
  const t = useTranslations('shell')
  const pathname = usePathname()
  const here = findDestination(pathname)
  const up = findWayUp(pathname)
  const { viewQuery } = useView()
  const { data } = useLiveCall(sessionCall, {}, { intervalMs: false })
  const name = here ? t(`nav.${here}`) : t('name')
  return (
    <div className="flex min-w-0 items-center gap-1.5 max-lg:h-12">
      {data ? (
        <>
          <span className="max-w-40 truncate text-muted max-xl:hidden">{data.console.cluster}</span>
          <CrumbIcon size={14} className="shrink-0 text-muted max-xl:hidden" />
        </>
      ) : null}
      <h1 className="truncate text-base font-semibold">
        {up ? (
          <Link href={up(viewQuery)} prefetch={false} className="hover:underline">
            {name}
          </Link>
        ) : (
          name
        )}
      </h1>
    </div>
  )
}

/** The navigation on small screens. */
function Drawer() {
  const t = useTranslations('shell')
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton
        aria-label={t('nav.open')}
        aria-haspopup="dialog"
        aria-expanded={open}
        className="md:hidden"
        icon={<NavIcon size={18} />}
        onClick={() => setOpen(true)}
      />
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('name')}
        closeLabel={t('nav.close')}
        placement="left"
      >
        <nav aria-label={t('nav.label')}>
          <NavLinks onFollow={() => setOpen(false)} />
        </nav>
      </Dialog>
    </>
  )
}
