'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AnswerView } from '#components/security/access/answer-view.tsx'
import { AskForm } from '#components/security/access/ask-form.tsx'
import { type AccessState, buildAccessQuestion } from '#components/security/access/url.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { SearchIcon } from '#components/ui/icons.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { authorizationAsk } from '#contract/authorization.ts'

const nothing = { to: { namespace: 'default', workload: 'none' } }

/** One question and its answer; the link holds the whole question. */
export function AskView({
  state,
  onChange,
}: {
  readonly state: AccessState
  readonly onChange: (part: Partial<AccessState>) => void
}) {
  const t = useTranslations('security.ask')
  const question = useMemo(() => buildAccessQuestion(state), [state])
  const input = question && 'input' in question ? question.input : undefined
  const { data, problem, loading, previous, askAgain } = useLiveCall(authorizationAsk, input ?? nothing, {
    enabled: input !== undefined,
  })
  return (
    <div className="space-y-3">
      <AskForm key={JSON.stringify(state)} state={state} onAsk={onChange} />
      <div aria-live="polite" className="space-y-3">
        {question && 'fault' in question ? (
          <NoticeBar severity="error">{t(`fault.${question.fault}`)}</NoticeBar>
        ) : null}
        {!question ? (
          <EmptyState icon={<SearchIcon size={18} />} title={t('emptyTitle')}>
            <p>{t('emptyDetail')}</p>
          </EmptyState>
        ) : null}
        {input && problem ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
        {input && loading ? <Skeleton className="h-64 w-full" /> : null}
        {input && data && !problem && !previous ? (
          <>
            <NoticeList notices={data.notices} />
            {data.answers.map((answer) => (
              <AnswerView
                key={JSON.stringify([answer.workload, answer.port, answer.hops[0]?.reasons])}
                answer={answer}
              />
            ))}
            {data.answersTotal > data.answers.length ? (
              <p className="text-muted">
                {t('more', { shown: data.answers.length, count: data.answersTotal })}
              </p>
            ) : null}
          </>
        ) : null}
      </div>
    </div>
  )
}
