'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { type Entry, readParsed } from '#components/logs/feed/line-store.ts'
import { cleanText } from '#components/logs/parse/clean-text.ts'
import { explainDetails } from '#components/logs/parse/explain-details.ts'
import type { AccessEntry } from '#components/logs/parse/types.ts'
import type { LogsState } from '#components/logs/url.ts'
import { formatDay, formatTime } from '#components/logs/view/format-moment.ts'
import type { NamedSource } from '#components/logs/view/name-sources.ts'
import { SourceName } from '#components/logs/view/source-name.tsx'
import { useFlagWords } from '#components/mesh/response-flags.ts'
import { useMessages } from '#components/shell/messages.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { IconButton } from '#components/ui/button.tsx'
import { CloseIcon, CopyIcon } from '#components/ui/icons.tsx'

/** Characters of a line that the panel draws; all of it can be copied. */
const longestDrawn = 20_000
const longestValue = 4_000

interface LinePanelProps {
  readonly entry: Entry
  readonly source: NamedSource | undefined
  readonly zone: LogsState['zone']
  readonly links: LineLinks
  readonly onClose: () => void
}

/** Where a line leads to. */
export interface LineLinks {
  readonly request: (requestId: string) => string
  readonly trace: (traceId: string) => string
}

/** All that a line says, and what it means. */
export function LinePanel({ entry, source, zone, links, onClose }: LinePanelProps) {
  const t = useTranslations('logs.panel')
  const level = useTranslations('logs')
  const messages = useMessages()
  const { line } = entry
  const parsed = readParsed(entry)
  const text = cleanText(line.text)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(line.text)
      messages.post({ severity: 'info', text: t('copied') })
    } catch {
      messages.post({ severity: 'warning', text: t('notCopied') })
    }
  }
  return (
    <aside aria-label={t('label')} className="flex h-full min-h-0 flex-col border-l border-line bg-surface">
      <header className="flex items-center gap-2 border-b border-line px-3 py-1.5">
        <h2 className="min-w-0 grow truncate font-semibold">{t('title')}</h2>
        <IconButton aria-label={t('copy')} icon={<CopyIcon size={16} />} onClick={() => void copy()} />
        <IconButton aria-label={t('close')} icon={<CloseIcon size={16} />} onClick={onClose} />
      </header>
      <div className="min-h-0 grow space-y-4 overflow-auto p-3">
        <dl className="space-y-1">
          <Fact word={t('time')}>
            {formatDay(line.time, zone)} {formatTime(line.time, zone)} {zone === 'utc' ? 'UTC' : ''}
          </Fact>
          {line.pod === '' ? null : <Fact word={t('pod')}>{line.pod}</Fact>}
          <Fact word={t('container')}>
            {source ? <SourceName source={{ ...source, name: line.container }} /> : line.container}
          </Fact>
          {parsed.level ? <Fact word={t('level')}>{level(`level.${parsed.level}`)}</Fact> : null}
          <Fact word={t('form')}>{t(`forms.${parsed.form}`)}</Fact>
        </dl>
        {parsed.access ? <AccessWords access={parsed.access} /> : null}
        <LineTraces requestId={parsed.requestId} traceId={parsed.traceId} links={links} />
        {parsed.fields.length > 0 ? (
          <Part title={t('fields')}>
            <dl className="space-y-1">
              {parsed.fields.map(([key, value], at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a program may write a key twice; the fields of a line never change.
                <Fact key={`${key} ${at}`} word={key} mono>
                  {value.slice(0, longestValue)}
                  {value.length > longestValue ? '…' : ''}
                </Fact>
              ))}
            </dl>
          </Part>
        ) : null}
        <Part title={t('raw')}>
          <pre className="font-mono text-small break-all whitespace-pre-wrap">
            {text.slice(0, longestDrawn)}
          </pre>
          {text.length > longestDrawn ? (
            <p className="text-muted">{t('longer', { count: text.length - longestDrawn })}</p>
          ) : null}
          {line.cutBytes ? <p className="text-muted">{t('cut', { count: line.cutBytes })}</p> : null}
        </Part>
      </div>
    </aside>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="space-y-1">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  )
}

function Fact({
  word,
  mono = false,
  children,
}: {
  readonly word: string
  readonly mono?: boolean
  readonly children: ReactNode
}) {
  return (
    <div className="flex gap-3">
      <dt
        className={
          mono ? 'w-40 shrink-0 font-mono text-small break-words text-muted' : 'w-24 shrink-0 text-muted'
        }
      >
        {word}
      </dt>
      <dd
        className={mono ? 'min-w-0 font-mono text-small break-all whitespace-pre-wrap' : 'min-w-0 break-all'}
      >
        {children}
      </dd>
    </div>
  )
}

/** What the flags and details of an answer mean, and which rule of which policy decided. */
function AccessWords({ access }: { readonly access: AccessEntry }) {
  const t = useTranslations('logs.panel')
  const meaning = useFlagWords()
  const details = useTranslations('logs')
  const explained = explainDetails(access.details)
  if (access.flags.length === 0 && access.details === '') return null
  return (
    <Part title={t('meaning')}>
      <ul className="space-y-1.5">
        {access.flags.map((code) => (
          <li key={code} className="flex items-start gap-2">
            <Badge tone="degraded">{code}</Badge>
            <span className="min-w-0">{meaning(code) ?? t('flagUnknown')}</span>
          </li>
        ))}
        {access.details === '' ? null : (
          <li className="min-w-0">
            <span className="font-mono text-small break-all text-muted">{access.details}</span>
            {explained ? <p>{details(`details.${explained.code}`, explained.params)}</p> : null}
          </li>
        )}
      </ul>
    </Part>
  )
}

function LineTraces({
  requestId,
  traceId,
  links,
}: {
  readonly requestId: string | undefined
  readonly traceId: string | undefined
  readonly links: LineLinks
}) {
  const t = useTranslations('logs.panel')
  const trace = traceId === undefined ? undefined : links.trace(traceId)
  const request = requestId === undefined ? undefined : links.request(requestId)
  if (!trace && !request) return null
  return (
    <Part title={t('traces')}>
      <p className="flex flex-wrap gap-x-4">
        {trace ? (
          <Link href={trace} prefetch={false} className="text-accent underline underline-offset-2">
            {t('trace')}
          </Link>
        ) : null}
        {request ? (
          <Link href={request} prefetch={false} className="text-accent underline underline-offset-2">
            {t('request')}
          </Link>
        ) : null}
      </p>
    </Part>
  )
}
