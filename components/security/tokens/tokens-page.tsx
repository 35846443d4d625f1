'use client'
import { useTranslations } from 'next-intl'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { SecurityFrame } from '#components/security/security-frame.tsx'
import { RuleCard } from '#components/security/tokens/rule-card.tsx'
import { TokenTester } from '#components/security/tokens/token-tester.tsx'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
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
  const answer = useLiveCall(requestAuthentication, input, { enabled: ready })
  return (
    <SecurityFrame lead={t('lead')} answer={answer}>
      {(data) => (
        <>
          <RuleCard rules={data.rules} fetches={data.fetches} />
          <TokenTester rules={data.rules} />
        </>
      )}
    </SecurityFrame>
  )
}
