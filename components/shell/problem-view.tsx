'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense } from 'react'
import type { ApiProblem } from '#components/query/api-problem.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FailingIcon, LockedIcon } from '#components/ui/icons.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'

const ProblemFacts = lazy(async () => ({
  default: (await import('#components/shell/problem-facts.tsx')).ProblemFacts,
}))

/**
 * A failed call in the place of its data: what failed, where, and what to do. It is one line instead of a page's worth of
 * words where other things stand below: `stale` older data of the same call, `part` what other calls answered.
 */
export function ProblemView({
  problem,
  stale = false,
  part = false,
  onRetry,
}: {
  readonly problem: ApiProblem
  readonly stale?: boolean
  readonly part?: boolean
  readonly onRetry: () => void
}) {
  const t = useTranslations('shell.problem')
  const title = problem.body?.title ?? t(problem.kind === 'unavailable' ? 'unreachableTitle' : 'oddTitle')
  const detail =
    problem.body?.detail ??
    t(problem.kind === 'unavailable' ? 'unreachable' : 'odd', { status: problem.status })
  const retry = (
    <Button onClick={onRetry} className={stale || part ? 'h-6' : ''}>
      {t('tryAgain')}
    </Button>
  )
  if (stale || part)
    return (
      <NoticeBar severity="warning" action={retry}>
        {stale ? t('stale', { title }) : `${title}.`} <span className="max-md:hidden">{detail}</span>
      </NoticeBar>
    )
  const locked = problem.kind === 'forbidden' || problem.kind === 'unauthenticated'
  const Icon = locked ? LockedIcon : FailingIcon
  return (
    <div role="alert">
      <EmptyState
        icon={<Icon size={18} className={locked ? '' : 'text-failing'} />}
        title={title}
        action={locked ? undefined : retry}
      >
        <p>{detail}</p>
        <ul className="list-disc space-y-1 pl-4 empty:hidden">
          {problem.body?.issues?.map((issue) => (
            <li key={issue.path}>
              <span className="font-mono">{issue.path}</span>: {issue.message}
            </li>
          ))}
        </ul>
        {problem.body ? (
          <Suspense fallback={null}>
            <ProblemFacts body={problem.body} />
          </Suspense>
        ) : null}
      </EmptyState>
    </div>
  )
}
