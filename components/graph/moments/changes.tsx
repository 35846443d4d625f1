'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { formatReadable } from '#components/graph/moments/local-time.ts'
import { changePath } from '#components/mesh/change-path.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useView } from '#components/shell/view.tsx'
import { type Change, history } from '#contract/history.ts'

/** More are counted, not named. */
const mostNamed = 3
const mostAsked = 100
/** What is noticed of changes made elsewhere comes within seconds. */
const askedAgainMs = 30_000

interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** What was changed in the chosen namespaces in a time, the newest first; nothing where the history does not answer. */
export function useChangesIn({ fromMs, toMs }: Span): readonly Change[] {
  const { view, ready } = useView()
  const { namespaces } = view
  const { data } = useLiveCall(
    history,
    {
      ...(namespaces.length > 0 ? { namespaces: [...namespaces] } : {}),
      since: new Date(fromMs).toISOString(),
      until: new Date(toMs).toISOString(),
      limit: mostAsked,
    },
    { enabled: ready, intervalMs: false, freshMs: askedAgainMs },
  )
  return (data?.items ?? []).filter(({ outcome }) => outcome === 'applied')
}

/** The changes as marks over the line of a replay, each where its moment is on it. */
export function ChangeTicks({ changes, fromMs, toMs }: Span & { readonly changes: readonly Change[] }) {
  return changes.map(({ id, at }) => {
    const share = (Date.parse(at) - fromMs) / (toMs - fromMs)
    return (
      <span
        key={id}
        aria-hidden
        className="pointer-events-none absolute -top-2 -translate-x-1/2 text-small leading-none text-degraded"
        // The line's knob, 16 px wide, stays within the line.
        style={{ left: `calc(8px + (100% - 16px) * ${share})` }}
      >
        ▾
      </span>
    )
  })
}

/** The same in words, each leading to what was changed. */
export function ChangedHere({ changes }: { readonly changes: readonly Change[] }) {
  const t = useTranslations('graph.moments')
  const { viewQuery } = useView()
  if (changes.length === 0) return null
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-small">
      <span className="text-muted">{t('changed', { count: changes.length })}</span>
      {changes.slice(0, mostNamed).map(({ id, at, kind, name }) => (
        <Link
          key={id}
          href={changePath(id, viewQuery)}
          prefetch={false}
          title={formatReadable(at)}
          className="inline-flex min-h-6 items-center text-accent hover:underline wrap-anywhere"
        >
          {`${kind} ${name}`}
        </Link>
      ))}
      {changes.length > mostNamed ? (
        <span className="text-muted">{t('moreChanged', { count: changes.length - mostNamed })}</span>
      ) : null}
    </p>
  )
}
