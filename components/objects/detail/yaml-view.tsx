'use client'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { buildYamlLines, formatYaml, type YamlLine } from '#components/mesh/yaml-lines.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyIcon, RefreshIcon, TakeIcon } from '#components/ui/icons.tsx'
import { saveFile } from '#components/ui/save-file.ts'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { objectManifest } from '#contract/details.ts'

export interface YamlObject {
  readonly kind: string
  /** Absent for kinds without namespace. */
  readonly namespace?: string | undefined
  readonly name: string
}

/** More is not drawn; a copy and a download hold all. */
const mostLines = 5_000

/** An object as the API server has it, read as the viewer; its status is folded. It stands still until it is read again. */
export function YamlView({ object }: { readonly object: YamlObject }) {
  const t = useTranslations('detail.yaml')
  const { kind, namespace, name } = object
  const input = { kind, name, ...(namespace === undefined ? {} : { namespace }) }
  const { data, problem, askAgain, fetching } = useLiveCall(objectManifest, input, { intervalMs: false })
  if (!data && problem) return <ProblemView problem={problem} onRetry={askAgain} />
  if (!data)
    return (
      <div role="status" aria-label={t('loading')} className="space-y-2 p-4">
        <Skeleton className="h-4 w-40" />
        <Skeleton className="h-4 w-64" />
        <Skeleton className="h-40" />
      </div>
    )
  const { status, ...rest } = data.manifest
  return (
    <>
      {problem ? <ProblemView problem={problem} stale onRetry={askAgain} /> : null}
      <Tools
        manifest={data.manifest}
        fileName={`${kind}-${name}.yaml`}
        onRead={askAgain}
        reading={fetching}
      />
      <Lines label={t('label', { kind, name })} value={rest} />
      {status === undefined ? null : (
        <details className="border-t border-line">
          <summary className="px-4 py-2 text-muted">{t('status')}</summary>
          <Lines label={t('statusLabel', { kind, name })} value={{ status }} />
        </details>
      )}
    </>
  )
}

function Tools({
  manifest,
  fileName,
  reading,
  onRead,
}: {
  readonly manifest: Readonly<Record<string, unknown>>
  readonly fileName: string
  readonly reading: boolean
  readonly onRead: () => void
}) {
  const t = useTranslations('detail.yaml')
  const [copied, setCopied] = useState<'yes' | 'no'>()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(formatYaml(manifest))
      setCopied('yes')
    } catch {
      // Not a secure context, or the person said no.
      setCopied('no')
    }
  }
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <Button icon={<CopyIcon size={14} />} onClick={() => void copy()}>
        {t('copy')}
      </Button>
      <Button
        icon={<TakeIcon size={14} />}
        onClick={() => saveFile(new Blob([formatYaml(manifest)], { type: 'application/yaml' }), fileName)}
      >
        {t('download')}
      </Button>
      <Button
        icon={<RefreshIcon size={14} />}
        disabledReason={reading ? t('loading') : undefined}
        onClick={onRead}
      >
        {t('again')}
      </Button>
      <span role="status" className="text-muted">
        {copied ? t(copied === 'yes' ? 'copied' : 'notCopied') : ''}
      </span>
    </div>
  )
}

function Lines({ label, value }: { readonly label: string; readonly value: unknown }) {
  const t = useTranslations('detail.yaml')
  const lines = useMemo(() => buildYamlLines(value), [value])
  const shown = lines.slice(0, mostLines)
  const digits = String(shown.length).length
  return (
    <ScrollRegion label={label} className="max-h-[70vh] py-2 focus-visible:-outline-offset-2">
      <pre className="w-fit min-w-full font-mono text-small leading-5">
        {shown.map((line, at) => (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its number.
            key={at}
            line={line}
            number={String(at + 1).padStart(digits)}
          />
        ))}
      </pre>
      {lines.length > mostLines ? (
        <p className="px-4 py-2 text-muted">{t('cut', { shown: mostLines, count: lines.length })}</p>
      ) : null}
    </ScrollRegion>
  )
}

function Line({ line, number }: { readonly line: YamlLine; readonly number: string }) {
  return (
    <span className="block hover:bg-hover">
      <span aria-hidden className="inline-block border-r border-line px-3 text-muted select-none">
        {number}
      </span>
      <span className="pl-3 text-muted">{line.lead}</span>
      <span>{line.value}</span>
      {'\n'}
    </span>
  )
}
