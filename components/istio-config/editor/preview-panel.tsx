'use client'
import { useTranslations } from 'next-intl'
import { BlastRadiusPart } from '#components/istio-config/editor/blast-radius.tsx'
import type { Preview } from '#components/istio-config/editor/use-preview.ts'
import type { LiveCall } from '#components/query/use-live-call.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Badge, type Tone } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { DegradedIcon, FailingIcon, HealthyIcon, IdleIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { PreviewProblem, PreviewStep, PreviewVerdict } from '#contract/preview.ts'

/** What each step asks, by its word. */
const stepWords = {
  yaml: 'yaml',
  schema: 'schema',
  semantics: 'semantics',
  mesh: 'mesh',
  'dry-run': 'dryRun',
  diff: 'diff',
  'blast-radius': 'traffic',
} as const satisfies Record<PreviewStep['name'], string>

const looks = {
  ok: { tone: 'healthy', icon: HealthyIcon },
  skipped: { tone: 'idle', icon: IdleIcon },
  warning: { tone: 'degraded', icon: DegradedIcon },
  error: { tone: 'failing', icon: FailingIcon },
  refused: { tone: 'failing', icon: FailingIcon },
} as const satisfies Record<PreviewVerdict, { tone: Tone; icon: typeof HealthyIcon }>

function VerdictMark({ verdict }: { readonly verdict: PreviewVerdict }) {
  const t = useTranslations('config.verdict')
  const { tone, icon: Icon } = looks[verdict]
  return (
    <Badge tone={tone} icon={<Icon size={14} className="shrink-0" />}>
      {t(verdict)}
    </Badge>
  )
}

/** What saving or deleting would mean, step by step, as the text is written; each fault leads to its line. */
export function PreviewPanel({
  operation = 'save',
  live,
  current,
  onGoTo,
}: {
  readonly operation?: 'save' | 'remove'
  readonly live: LiveCall<Preview>
  /** The answer is about the text as it stands. */
  readonly current: boolean
  readonly onGoTo: (problem: PreviewProblem) => void
}) {
  const t = useTranslations('config.preview')
  const { data, problem, askAgain } = live
  return (
    <Card
      title={t('title', { operation })}
      aside={
        <>
          <span role="status" className="text-small text-muted">
            {current || problem ? '' : t('asking')}
          </span>
          {data ? <VerdictMark verdict={data.verdict} /> : null}
        </>
      }
    >
      {problem ? <ProblemView problem={problem} stale={data !== undefined} onRetry={askAgain} /> : null}
      {data ? (
        <>
          <NoticeList notices={data.notices} />
          <ol className="divide-y divide-line">
            {data.steps.map((step) => (
              <StepRow key={step.name} step={step} onGoTo={onGoTo} />
            ))}
          </ol>
          {data.steps.some(isJudged) ? <BlastRadiusPart blast={data.blastRadius} /> : null}
        </>
      ) : problem ? null : (
        <div className="space-y-3 p-4">
          <Skeleton className="h-5" />
          <Skeleton className="h-5" />
          <Skeleton className="h-24" />
        </div>
      )}
    </Card>
  )
}

/** Whether the traffic was worked out: of a text with faults nothing can be said. */
function isJudged({ name, verdict }: PreviewStep): boolean {
  return name === 'blast-radius' && verdict !== 'skipped'
}

function StepRow({
  step: { name, verdict, problems, notes },
  onGoTo,
}: {
  readonly step: PreviewStep
  readonly onGoTo: (problem: PreviewProblem) => void
}) {
  const t = useTranslations('config.step')
  return (
    <li className="px-4 py-2">
      <div className="flex items-center gap-2">
        <span className="grow">{t(stepWords[name])}</span>
        <VerdictMark verdict={verdict} />
      </div>
      {problems.length > 0 ? (
        <ul className="mt-1.5 space-y-1.5">
          {problems.map((each) => (
            <li key={`${each.line}:${each.column} ${each.code} ${each.message}`}>
              <ProblemLine problem={each} onGoTo={onGoTo} />
            </li>
          ))}
        </ul>
      ) : null}
      {notes.map(({ code, text }) => (
        <p key={`${code} ${text}`} className="mt-1 text-small wrap-anywhere text-muted">
          {text}
        </p>
      ))}
    </li>
  )
}

function ProblemLine({
  problem,
  onGoTo,
}: {
  readonly problem: PreviewProblem
  readonly onGoTo: (problem: PreviewProblem) => void
}) {
  const t = useTranslations('config.preview')
  const { severity, line, message, analyzer } = problem
  return (
    <div className="flex items-baseline gap-2">
      <Button
        size="inline"
        className={
          severity === 'error' ? 'tabular text-failing underline' : 'tabular text-degraded underline'
        }
        onClick={() => onGoTo(problem)}
      >
        {t('line', { line })}
      </Button>
      <p className="min-w-0 wrap-anywhere">
        {message}
        {analyzer ? <span className="text-muted"> {analyzer.code}</span> : null}
      </p>
    </div>
  )
}
