'use client'
import { useTranslations } from 'next-intl'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AuthorizerCard } from '#components/security/edge/authorizer-card.tsx'
import { EgressCard } from '#components/security/edge/egress-card.tsx'
import { IngressCard } from '#components/security/edge/ingress-card.tsx'
import { PluginCard } from '#components/security/edge/plugin-card.tsx'
import { SecurityFrame } from '#components/security/security-frame.tsx'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
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
  const answer = useLiveCall(edge, input, { enabled: ready })
  return (
    <SecurityFrame lead={t('lead')} answer={answer}>
      {(data) => (
        <>
          <IngressCard routes={data.ingress} total={data.ingressTotal} />
          <EgressCard egress={data.egress} />
          <AuthorizerCard authorizers={data.authorizers} />
          <PluginCard plugins={data.plugins} />
        </>
      )}
    </SecurityFrame>
  )
}
