'use client'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { changePath } from '#components/mesh/change-path.ts'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { nameConfigKind, objectPath, paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import { Badge, type Tone } from '#components/ui/badge.tsx'
import { FailingIcon, HealthyIcon, TimeIcon, UnknownIcon } from '#components/ui/icons.tsx'
import type { Change } from '#contract/history.ts'

/** The page of the change has them all. */
const mostPaths = 6

const looks = {
  pending: { tone: 'idle', icon: TimeIcon },
  applied: { tone: 'healthy', icon: HealthyIcon },
  failed: { tone: 'failing', icon: FailingIcon },
  unknown: { tone: 'unknown', icon: UnknownIcon },
} as const satisfies Record<Change['outcome'], { tone: Tone; icon: typeof HealthyIcon }>

export function OutcomeMark({ outcome }: { readonly outcome: Change['outcome'] }) {
  const t = useTranslations('config.history.outcome')
  const { tone, icon: Icon } = looks[outcome]
  return (
    <Badge tone={tone} icon={<Icon size={14} className="shrink-0" />}>
      {t(outcome)}
    </Badge>
  )
}

/** When, in the time of the person who looks. */
export function useMomentText(): (moment: string) => string {
  const format = useFormatter()
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return (moment) => format.dateTime(new Date(moment), { dateStyle: 'medium', timeStyle: 'medium', timeZone })
}

/** Labels of namespaces, services and workloads are written too: those have their own pages. */
const plainKinds: ReadonlySet<string> = new Set([
  'Namespace',
  'Service',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
])

export function changedObjectPath(change: Change, query: string): string {
  const place = { ...change, kind: nameConfigKind(change) }
  if (plainKinds.has(change.kind)) return objectPath(place, query)
  return paths.configObject(place, query)
}

/** Whether the editor writes objects of its kind, so that an older version can be restored by it. */
export function isRestorable({ kind }: Pick<Change, 'kind'>): boolean {
  return !plainKinds.has(kind)
}

/** One change: what was done to which object, when, by whom and why, and what became of it. */
export function ChangeRow({
  change,
  choice,
  showObject,
}: {
  readonly change: Change
  /** Stands before the row, to choose it. */
  readonly choice?: ReactNode
  readonly showObject: boolean
}) {
  const t = useTranslations('config.history')
  const { viewQuery } = useView()
  const tellMoment = useMomentText()
  const { id, at, who, how, action, kind, namespace, name, reason, outcome } = change
  return (
    <li className="flex gap-3 px-4 py-2.5">
      {choice}
      <div className="min-w-0 grow space-y-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <time dateTime={at} className="tabular text-muted">
            {tellMoment(at)}
          </time>
          <span className="font-medium">{t(`action.${action}`)}</span>
          {showObject ? (
            <>
              <ObjectLink
                kind={nameConfigKind(change)}
                name={name}
                href={changedObjectPath(change, viewQuery)}
                listItem
                {...(namespace === '' ? {} : { namespace })}
              />
              <span className="text-small text-muted">{kind}</span>
            </>
          ) : null}
          <OutcomeMark outcome={outcome} />
        </p>
        <p className="wrap-anywhere">
          <span className="font-medium">{who || t('nobody')}</span>{' '}
          <span className="text-muted">{t(`how.${how}`)}</span>
          {reason ? <span> · {reason}</span> : null}
        </p>
        <Consequences change={change} />
      </div>
      <Link
        href={changePath(id, viewQuery)}
        prefetch={false}
        aria-label={t('compareOf', { name, time: tellMoment(at) })}
        className="shrink-0 text-accent hover:underline"
      >
        {t('compare')}
      </Link>
    </li>
  )
}

/** Why it failed, which values it changed, and what it has to do with other changes. */
function Consequences({ change }: { readonly change: Change }) {
  const t = useTranslations('config.history')
  const tellMoment = useMomentText()
  const { failure, undoes, undoneBy, changeCount, unwatchedSince } = change
  const shown = change.paths.slice(0, mostPaths)
  const rest = changeCount - shown.length
  return (
    <>
      {unwatchedSince ? (
        <p className="text-small text-muted">{t('unwatched', { time: tellMoment(unwatchedSince) })}</p>
      ) : null}
      {failure ? <p className="text-failing wrap-anywhere">{failure.text}</p> : null}
      {shown.length > 0 ? (
        <p className="font-mono text-small wrap-anywhere text-muted">
          {shown.join(', ')} {rest > 0 ? t('morePaths', { count: rest }) : ''}
        </p>
      ) : null}
      <p className="flex flex-wrap gap-x-3 text-small empty:hidden">
        {undoes ? <ChangeLink id={undoes}>{t('undoes')}</ChangeLink> : null}
        {undoneBy ? <ChangeLink id={undoneBy}>{t('undoneBy')}</ChangeLink> : null}
      </p>
    </>
  )
}

function ChangeLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const { viewQuery } = useView()
  return (
    <Link href={changePath(id, viewQuery)} prefetch={false} className="text-accent hover:underline">
      {children}
    </Link>
  )
}
