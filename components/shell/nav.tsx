'use client'
import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useActions } from '#components/shell/actions.tsx'
import { type DestinationId, findDestination } from '#components/shell/destinations.ts'
import { usePreference } from '#components/shell/preferences.ts'
import { focusListItem } from '#components/shell/shortcuts.ts'
import { useDestinations } from '#components/shell/use-destinations.ts'
import { useView } from '#components/shell/view.tsx'
import { IconButton } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import {
  AccessIcon,
  ApplicationIcon,
  CollapseIcon,
  ConfigIcon,
  EdgeIcon,
  ExpandIcon,
  GraphIcon,
  LockedIcon,
  LogsIcon,
  NamespaceIcon,
  OverviewIcon,
  PersonIcon,
  ServiceIcon,
  StrictIcon,
  TableIcon,
  TimeIcon,
  TracesIcon,
  WorkloadIcon,
} from '#components/ui/icons.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'

const icons = {
  overview: <OverviewIcon size={16} className="shrink-0" />,
  graph: <GraphIcon size={16} className="shrink-0" />,
  namespaces: <NamespaceIcon size={16} className="shrink-0" />,
  applications: <ApplicationIcon size={16} className="shrink-0" />,
  workloads: <WorkloadIcon size={16} className="shrink-0" />,
  services: <ServiceIcon size={16} className="shrink-0" />,
  config: <ConfigIcon size={16} className="shrink-0" />,
  history: <TimeIcon size={16} className="shrink-0" />,
  audit: <TableIcon size={16} className="shrink-0" />,
  access: <AccessIcon size={16} className="shrink-0" />,
  mtls: <StrictIcon size={16} className="shrink-0" />,
  certificates: <LockedIcon size={16} className="shrink-0" />,
  edge: <EdgeIcon size={16} className="shrink-0" />,
  tokens: <PersonIcon size={16} className="shrink-0" />,
  logs: <LogsIcon size={16} className="shrink-0" />,
  traces: <TracesIcon size={16} className="shrink-0" />,
} as const satisfies Record<DestinationId, React.ReactNode>

/** The navigation at the left: icons and words, or icons alone; it remembers which. */
export function Nav() {
  const t = useTranslations('shell.nav')
  const [stored, remember] = usePreference('nav')
  const collapsed = stored === 'collapsed'
  const toggle = () => remember(collapsed ? 'open' : 'collapsed')
  const word = t(collapsed ? 'expand' : 'collapse')
  useActions([
    {
      id: 'nav.toggle',
      label: word,
      group: t('group'),
      keys: '[',
      icon: <CollapseIcon size={16} />,
      run: toggle,
    },
  ])
  return (
    <nav
      aria-label={t('label')}
      className={cx(
        'hidden shrink-0 flex-col border-r border-line bg-surface md:flex',
        collapsed ? 'w-13' : 'w-48',
      )}
    >
      <Brand collapsed={collapsed} />
      <NavLinks collapsed={collapsed} />
      <div className="mt-auto p-2">
        <IconButton
          aria-label={word}
          aria-expanded={!collapsed}
          icon={collapsed ? <ExpandIcon size={16} /> : <CollapseIcon size={16} />}
          onClick={toggle}
        />
      </div>
    </nav>
  )
}

function Brand({ collapsed }: { readonly collapsed: boolean }) {
  const t = useTranslations('shell')
  return (
    <div className="flex h-12 items-center gap-2 border-b border-line px-4.5 font-semibold">
      <svg viewBox="0 0 16 16" width={16} height={16} aria-hidden className="shrink-0 text-accent">
        <path
          d="M1.5 3.5 8 13.5l6.5-10"
          fill="none"
          stroke="currentColor"
          strokeWidth={2}
          strokeLinejoin="round"
        />
        <circle cx={8} cy={4} r={1.8} fill="currentColor" />
      </svg>
      <span className={collapsed ? 'sr-only' : ''}>{t('name')}</span>
    </div>
  )
}

/** The links themselves, also used by the drawer of small screens. */
export function NavLinks({
  collapsed = false,
  onFollow,
}: {
  readonly collapsed?: boolean
  readonly onFollow?: () => void
}) {
  const t = useTranslations('shell.nav')
  const here = findDestination(usePathname())
  const { viewQuery } = useView()
  const destinations = useDestinations()
  return (
    <ul className="space-y-0.5 p-2">
      {destinations.map(({ id, path }) => {
        const link = (
          <Link
            href={path(viewQuery)}
            prefetch={false}
            aria-current={id === here ? 'page' : undefined}
            {...(onFollow ? { onClick: onFollow } : {})}
            className="flex h-9 items-center gap-2.5 rounded-control px-2.5 text-muted hover:bg-hover hover:text-fg aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-fg"
          >
            {icons[id]}
            <span className={collapsed ? 'sr-only' : ''}>{t(id)}</span>
          </Link>
        )
        return (
          <li key={id}>
            {collapsed ? (
              <Tooltip text={t(id)} named side="right">
                {link}
              </Tooltip>
            ) : (
              link
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** Going places by keys: g then a letter, and j/k along the list of the page. Mounted once, by the frame. */
export function NavActions() {
  const t = useTranslations('shell.nav')
  const router = useRouter()
  const { viewQuery } = useView()
  const destinations = useDestinations()
  const group = t('group')
  useActions([
    ...destinations.map(({ id, path, key }) => ({
      id: `go.${id}`,
      label: t('goTo', { place: t(id) }),
      group,
      keys: `g ${key}`,
      icon: icons[id],
      run: () => router.push(path(viewQuery)),
    })),
    { id: 'list.next', label: t('nextItem'), group, keys: 'j', keyOnly: true, run: () => focusListItem(1) },
    {
      id: 'list.previous',
      label: t('previousItem'),
      group,
      keys: 'k',
      keyOnly: true,
      run: () => focusListItem(-1),
    },
  ])
  return null
}
