'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ChangeLine } from '#components/graph/compare/change-line.tsx'
import { ChangeMark } from '#components/graph/compare/change-mark.tsx'
import { changeOrder } from '#components/graph/compare/compared-graph.ts'
import { LimitForm } from '#components/graph/compare/limit-form.tsx'
import { formatReadable } from '#components/graph/moments/local-time.ts'
import { Section } from '#components/graph/panels/parts.tsx'
import type { GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { formatBytesRate, formatLatency, formatWindow } from '#components/mesh/format.ts'
import { Button } from '#components/ui/button.tsx'
import type { GraphComparison } from '#contract/graph-comparison.ts'

const listedAtMost = 25

interface ComparisonProps {
  readonly comparison: GraphComparison
  readonly state: GraphState
  readonly change: ChangeGraph
}

/** Both sides, what changed between them by its gravity, and from where on a difference is called a change. */
export function ComparisonPanel({ comparison, state, change }: ComparisonProps) {
  const t = useTranslations('graph.compare')
  const [all, setAll] = useState(false)
  const { changes, counts, before, after } = comparison
  const shown = all ? changes : changes.slice(0, listedAtMost)
  return (
    <>
      <header className="space-y-2 p-4">
        <h2 className="text-title font-semibold">{t('title')}</h2>
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
          <dt className="text-muted">{t('sideBefore')}</dt>
          <dd>
            <SideFacts side={before} />
          </dd>
          <dt className="text-muted">{t('sideAfter')}</dt>
          <dd>
            <SideFacts side={after} />
          </dd>
        </dl>
        <ul className="flex flex-wrap gap-x-3 gap-y-1">
          {changeOrder
            .filter((kind) => kind !== 'same' && counts[kind] > 0)
            .map((kind) => (
              <li key={kind}>
                <ChangeMark change={kind} count={counts[kind]} />
              </li>
            ))}
        </ul>
      </header>
      <Section title={t('changes', { count: changes.length })}>
        {changes.length === 0 ? <p className="text-muted">{t('nothing')}</p> : null}
        <ul className="-mx-2">
          {shown.map((each) => (
            <li key={`${each.kind} ${each.id}`}>
              <ChangeLine
                comparison={comparison}
                listed={each}
                onChoose={() => change({ chosen: { kind: each.kind, id: each.id } })}
              />
            </li>
          ))}
        </ul>
        {changes.length > shown.length ? (
          <Button tone="quiet" className="-ml-2.5 text-accent" onClick={() => setAll(true)}>
            {t('showAll', { count: changes.length })}
          </Button>
        ) : null}
      </Section>
      <Thresholds comparison={comparison} state={state} change={change} />
    </>
  )
}

function SideFacts({ side }: { readonly side: GraphComparison['before'] }) {
  const t = useTranslations('graph.compare')
  return (
    <>
      <time dateTime={side.asOf} className="tabular">
        {formatReadable(side.asOf)}
      </time>
      <span className="block text-small break-words text-muted">
        {t('sideFacts', {
          names:
            side.namespaces.length > 4
              ? t('namespaces', { count: side.namespaces.length })
              : side.namespaces.join(', '),
          edges: side.edges,
          window: formatWindow(side.rangeSeconds),
        })}
      </span>
    </>
  )
}

/** The words of every threshold, so that a mark can be checked by hand. */
function Thresholds({ comparison, state, change }: ComparisonProps) {
  const t = useTranslations('graph.compare.threshold')
  const { thresholds, latencyOfEdges } = comparison
  return (
    <Section title={t('title')}>
      <ul className="list-disc space-y-1 pl-4 text-small text-muted">
        <li>{t('failing', { points: thresholds.failingPoints, sigmas: thresholds.sigmas })}</li>
        <li>
          {t('slower', {
            quantile: latencyOfEdges,
            ratio: thresholds.slowerRatio,
            latency: formatLatency(thresholds.slowerMs),
          })}
        </li>
        <li>
          {t('more', {
            ratio: thresholds.moreRatio,
            sigmas: thresholds.sigmas,
            bytes: formatBytesRate(thresholds.leastBytesPerSecond),
          })}
        </li>
        <li>{t('appeared')}</li>
        <li>{t('enough', { count: thresholds.leastRequests })}</li>
      </ul>
      {/* A snapshot is a file: nobody compares anew. */}
      {state.snapshot === undefined ? (
        <LimitForm thresholds={thresholds} limits={state.limits} change={change} />
      ) : null}
    </Section>
  )
}
