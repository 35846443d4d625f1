'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useLiveCall } from '#components/query/use-live-call.ts'
import type { Manifest } from '#components/security/what-if/build-manifests.ts'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { TextInput } from '#components/ui/input.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { configObjects } from '#contract/config.ts'
import type { CallInput } from '#contract/define-call.ts'

/** Kinds by which it is decided who is let through, or whom a request reaches. */
const kinds: ReadonlySet<string> = new Set([
  'AuthorizationPolicy',
  'PeerAuthentication',
  'RequestAuthentication',
  'Sidecar',
  'VirtualService',
  'DestinationRule',
])
const mostShown = 50

function buildScope(namespaces: readonly string[]): CallInput<typeof configObjects> {
  return namespaces.length > 0 ? { namespaces: [...namespaces] } : {}
}

/** Takes one object of the cluster, by its name alone, to be tried as removed. */
export function RemovalPanel({ onTake }: { readonly onTake: (manifest: Manifest) => void }) {
  const t = useTranslations('security.begin')
  const { view } = useView()
  const [words, setWords] = useState('')
  const live = useLiveCall(configObjects, buildScope(view.namespaces))
  if (live.problem && !live.data) return <ProblemView part problem={live.problem} onRetry={live.askAgain} />
  if (!live.data) return <Skeleton className="m-3 h-24" />
  const wanted = words.trim().toLowerCase()
  const found = live.data.items.filter(
    ({ kind, namespace, name }) =>
      kinds.has(kind) && `${kind} ${namespace}/${name}`.toLowerCase().includes(wanted),
  )
  return (
    <section aria-label={t('existing')} className="space-y-2 border-t border-line p-3">
      <TextInput
        aria-label={t('findExisting')}
        placeholder={t('findExisting')}
        className="w-full md:w-96"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <ul aria-label={t('existing')} className="max-h-60 divide-y divide-line overflow-y-auto">
        {found.slice(0, mostShown).map(({ apiVersion, kind, namespace, name }) => (
          <li key={`${kind} ${namespace}/${name}`} className="flex flex-wrap items-center gap-2 py-1">
            <span className="min-w-0 grow wrap-anywhere">
              <span className="text-muted">
                {kind} {namespace} /{' '}
              </span>
              {name}
            </span>
            <Button
              aria-label={t('removeNamed', { name: `${kind} ${namespace}/${name}` })}
              onClick={() => onTake({ apiVersion, kind, metadata: { name, namespace } })}
            >
              {t('remove')}
            </Button>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className="text-muted">{t('existingNone')}</p> : null}
      {found.length > mostShown ? (
        <p className="text-muted">{t('existingCut', { shown: mostShown, count: found.length })}</p>
      ) : null}
    </section>
  )
}
