'use client'
import { useTranslations } from 'next-intl'
import type { ApiProblem } from '#components/query/api-problem.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FailingIcon, LockedIcon } from '#components/ui/icons.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'

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
        {problem.body ? <ProblemFacts body={problem.body} /> : null}
      </EmptyState>
    </div>
  )
}

/** Where it failed and in whose words, for the person who must mend it or report it. */
function ProblemFacts({ body }: { readonly body: NonNullable<ApiProblem['body']> }) {
  const t = useTranslations('shell.problem')
  const facts = [
    [t('target'), body.target],
    [t('cause'), body.cause],
    [t('request'), body.requestId],
  ].filter((fact): fact is [string, string] => Boolean(fact[1]))
  return (
    <details className="text-small">
      <summary className="w-fit rounded-control">{t('facts')}</summary>
      <dl className="mt-1 space-y-0.5">
        {facts.map(([word, value]) => (
          <div key={word} className="flex gap-2">
            <dt className="shrink-0">{word}</dt>
            <dd className="min-w-0 font-mono break-all">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
