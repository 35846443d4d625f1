'use client'
import { useTranslations } from 'next-intl'
import type { ProblemBody } from '#contract/problem.ts'

/** Where it failed and in whose words, for the person who must mend it or report it. */
export function ProblemFacts({ body }: { readonly body: ProblemBody }) {
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
