'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { formatNumber, formatWindow } from '#components/mesh/format.ts'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { formatYaml } from '#components/mesh/yaml-lines.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import type { Manifest } from '#components/security/what-if/build-manifests.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { Select, TextInput } from '#components/ui/input.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { CallInput } from '#contract/define-call.ts'
import { type PolicyProposal, policyProposals } from '#contract/policy-proposals.ts'

type Asked = CallInput<typeof policyProposals>
type OnAdd = (manifests: readonly Manifest[]) => void

const nothing: Asked = { namespace: 'default' }

/** Least privilege: policies from what was observed in the window, each with what it rests on. */
export function ProposalsPanel({ onAdd }: { readonly onAdd: OnAdd }) {
  const t = useTranslations('security.begin')
  const { view } = useView()
  const [asked, setAsked] = useState<Asked>()
  const { data, problem, fetching, askAgain } = useLiveCall(policyProposals, asked ?? nothing, {
    enabled: asked !== undefined,
    intervalMs: false,
  })
  return (
    <div className="space-y-3 border-t border-line p-3">
      <Question first={view.namespaces[0] ?? ''} rangeSeconds={view.rangeSeconds} onAsk={setAsked} />
      {asked && problem ? <ProblemView part problem={problem} onRetry={askAgain} /> : null}
      {asked && fetching && !data ? <Skeleton className="h-32" /> : null}
      {asked && data && !problem ? (
        <>
          <NoticeList notices={data.notices} />
          <div className="flex flex-wrap items-center gap-3">
            <p className="grow text-muted">
              {t('proposed', { count: data.proposalsTotal, window: formatWindow(data.rangeSeconds) })}
            </p>
            {data.proposals.length > 1 ? (
              <Button onClick={() => onAdd(data.proposals.map(({ manifest }) => manifest))}>
                {t('addAll')}
              </Button>
            ) : null}
          </div>
          <ul aria-label={t('proposals')} className="max-h-96 divide-y divide-line overflow-y-auto">
            {data.proposals.map((proposal) => (
              <Proposal
                key={`${proposal.workload.kind}/${proposal.workload.name}`}
                proposal={proposal}
                onAdd={onAdd}
              />
            ))}
          </ul>
        </>
      ) : null}
    </div>
  )
}

function Question({
  first,
  rangeSeconds,
  onAsk,
}: {
  readonly first: string
  readonly rangeSeconds: number
  readonly onAsk: (asked: Asked) => void
}) {
  const t = useTranslations('security.begin')
  const [draft, setDraft] = useState<Draft>({
    namespace: first,
    workload: '',
    detail: 'callers',
    as: 'dry-run',
  })
  const write = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))
  const { namespace, workload, ...rest } = draft
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        const named = workload.trim() === '' ? {} : { workload: workload.trim() }
        onAsk({ ...rest, ...named, namespace: namespace.trim(), rangeSeconds })
      }}
    >
      <TextInput
        aria-label={t('field.namespace')}
        placeholder={t('field.namespace')}
        className="w-40"
        value={namespace}
        onChange={(event) => write({ namespace: event.target.value })}
      />
      <TextInput
        aria-label={t('workload')}
        placeholder={t('everyWorkload')}
        className="w-44"
        value={workload}
        onChange={(event) => write({ workload: event.target.value })}
      />
      <Narrowness draft={draft} write={write} />
      <Button
        type="submit"
        tone="primary"
        disabledReason={namespace.trim() === '' ? t('noNamespace') : undefined}
      >
        {t('propose')}
      </Button>
    </form>
  )
}

interface Draft {
  readonly namespace: string
  readonly workload: string
  readonly detail: 'callers' | 'requests'
  readonly as: 'dry-run' | 'enforced'
}

function Narrowness({
  draft: { detail, as },
  write,
}: {
  readonly draft: Draft
  readonly write: (part: Partial<Draft>) => void
}) {
  const t = useTranslations('security.begin')
  return (
    <>
      <Select
        aria-label={t('detail')}
        value={detail}
        options={(['callers', 'requests'] as const).map((value) => ({
          value,
          label: t(`detailOf.${value}`),
        }))}
        onValueChange={(value) => write({ detail: value === 'requests' ? 'requests' : 'callers' })}
      />
      <Select
        aria-label={t('as')}
        value={as}
        options={(['dry-run', 'enforced'] as const).map((value) => ({ value, label: t(`asOf.${value}`) }))}
        onValueChange={(value) => write({ as: value === 'enforced' ? 'enforced' : 'dry-run' })}
      />
    </>
  )
}

function Proposal({ proposal, onAdd }: { readonly proposal: PolicyProposal; readonly onAdd: OnAdd }) {
  const t = useTranslations('security.begin')
  const { workload, manifest, callers, callersTotal, remarks } = proposal
  return (
    <li className="space-y-2 py-3">
      <div className="flex flex-wrap items-center gap-3">
        <h3 className="grow font-medium wrap-anywhere">
          <span className="text-muted">{workload.namespace} / </span>
          {workload.name}
        </h3>
        <Button onClick={() => onAdd([manifest])}>{t('add')}</Button>
      </div>
      <ReasonList reasons={remarks} />
      <details>
        <summary className="cursor-pointer text-muted">{t('callers', { count: callersTotal })}</summary>
        <ul className="mt-1 list-disc space-y-0.5 pl-4 marker:text-muted">
          {callers.map(({ principal, sources, requests, connections, refused }) => (
            <li key={principal} className="wrap-anywhere">
              {principal || t('plaintext')}{' '}
              <span className="text-muted">
                {t('amounts', {
                  requests: formatNumber(requests),
                  connections: formatNumber(connections),
                  refused: formatNumber(refused),
                })}
                {sources.length > 0 ? ` · ${sources.slice(0, 3).join(', ')}` : ''}
              </span>
            </li>
          ))}
        </ul>
        <pre className="mt-2 overflow-x-auto rounded-control bg-sunken p-3 font-mono text-small">
          {formatYaml(manifest)}
        </pre>
      </details>
    </li>
  )
}
