'use client'
import { useTranslations } from 'next-intl'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AuthorizerCard } from '#components/security/edge/authorizer-card.tsx'
import { EgressCard } from '#components/security/edge/egress-card.tsx'
import { IngressCard } from '#components/security/edge/ingress-card.tsx'
import { PluginCard } from '#components/security/edge/plugin-card.tsx'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { edge } from '#contract/edge.ts'
import words from '#messages/areas/security.json'

/** Where the mesh meets the rest of the world: who comes in, what goes out, and who else decides. */
export function EdgePage() {
  return (
    <AreaWords words={words}>
      <EdgeScreen />
    </AreaWords>
  )
}

function EdgeScreen() {
  const t = useTranslations('security.edge')
  const { view, ready } = useView()
  const input = view.namespaces.length > 0 ? { namespaces: [...view.namespaces] } : {}
  const { data, problem, askAgain } = useLiveCall(edge, input, { enabled: ready })
  return (
    <div className="space-y-3 p-3 md:p-4">
      <p className="text-muted">{t('lead')}</p>
      {problem && !data ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
      {!data && !problem ? <Skeleton className="h-96 w-full" /> : null}
      {data ? (
        <>
          <NoticeList notices={data.notices} />
          <IngressCard routes={data.ingress} total={data.ingressTotal} />
          <EgressCard egress={data.egress} />
          <AuthorizerCard authorizers={data.authorizers} />
          <PluginCard plugins={data.plugins} />
        </>
      ) : null}
    </div>
  )
}
