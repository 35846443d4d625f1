'use client'
import { useTranslations } from 'next-intl'
import { useNoWrite } from '#components/query/use-no-write.ts'
import { useWrite } from '#components/query/use-write.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { FailingIcon, HealthyIcon, IdleIcon } from '#components/ui/icons.tsx'
import { historyUndo, type LabelledResult } from '#contract/writing.ts'

const looks = {
  updated: { tone: 'healthy', icon: HealthyIcon },
  unchanged: { tone: 'idle', icon: IdleIcon },
  failed: { tone: 'failing', icon: FailingIcon },
} as const

/** What became of each object, or would, in the cluster's own words where it has some; each is taken back by itself. */
export function LabelResults({
  results,
  isTrial,
}: {
  readonly results: readonly LabelledResult[]
  readonly isTrial: boolean
}) {
  const t = useTranslations('labels')
  return (
    <section aria-label={t(isTrial ? 'trial' : 'done')}>
      <h3 className="font-semibold">{t(isTrial ? 'trial' : 'done')}</h3>
      <ul className="max-h-64 divide-y divide-line overflow-y-auto">
        {results.map((result) => (
          <li key={`${result.kind} ${result.namespace}/${result.name}`} className="py-1.5">
            <ResultLine result={result} isTrial={isTrial} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function ResultLine({ result, isTrial }: { readonly result: LabelledResult; readonly isTrial: boolean }) {
  const t = useTranslations('labels')
  const undo = useWrite(historyUndo)
  const mayNot = useNoWrite()
  const { namespace, name, outcome, problem, warnings, change } = result
  const { tone, icon: Icon } = looks[outcome]
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 grow wrap-anywhere">
          {namespace ? <span className="text-muted">{namespace} / </span> : null}
          {name}
        </span>
        <Badge tone={tone} icon={<Icon size={14} className="shrink-0" />}>
          {undo.data ? t('undone') : isTrial ? t(`would.${outcome}`) : t(`outcome.${outcome}`)}
        </Badge>
        {change && !undo.data ? (
          <Button
            size="inline"
            className="text-accent underline"
            disabledReason={mayNot ?? (undo.isPending ? t('busy') : undefined)}
            onClick={() => undo.mutate({ id: change })}
          >
            {t('undo')}
          </Button>
        ) : null}
      </div>
      {problem ? <p className="text-small text-failing wrap-anywhere">{problem.text}</p> : null}
      {undo.error ? (
        <p role="alert" className="text-small text-failing wrap-anywhere">
          {undo.error.message}
        </p>
      ) : null}
      {warnings.map((text) => (
        <p key={text} className="text-small wrap-anywhere text-degraded">
          {text}
        </p>
      ))}
    </>
  )
}
