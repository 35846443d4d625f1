'use client'
import { useTranslations } from 'next-intl'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { RuleCard } from '#components/security/tokens/rule-card.tsx'
import { TokenTester } from '#components/security/tokens/token-tester.tsx'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { requestAuthentication } from '#contract/request-authentication.ts'
import words from '#messages/areas/security.json'

/** Which tokens proxies take, from whom, and what becomes of one that a person has at hand. */
export function TokensPage() {
  return (
    <AreaWords words={words}>
      <TokensScreen />
    </AreaWords>
  )
}

function TokensScreen() {
  const t = useTranslations('security.tokens')
  const { view, ready } = useView()
  const input = view.namespaces.length > 0 ? { namespaces: [...view.namespaces] } : {}
  const { data, problem, askAgain } = useLiveCall(requestAuthentication, input, { enabled: ready })
  return (
    <div className="space-y-3 p-3 md:p-4">
      <p className="text-muted">{t('lead')}</p>
      {problem && !data ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
      {!data && !problem ? <Skeleton className="h-96 w-full" /> : null}
      {data ? (
        <>
          <NoticeList notices={data.notices} />
          <RuleCard rules={data.rules} fetches={data.fetches} />
          <TokenTester rules={data.rules} />
        </>
      ) : null}
    </div>
  )
}
