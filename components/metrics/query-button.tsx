'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { CopyIcon, ElsewhereIcon, SearchIcon } from '#components/ui/icons.tsx'
import { Popover } from '#components/ui/popover.tsx'
import type { MetricChart } from '#contract/metrics.ts'

type Asked = Pick<MetricChart, 'promql' | 'prometheusHref' | 'grafanaHref' | 'persesHref'>

/** The chart's query, to copy, or to ask again on the pages of others. */
export function QueryButton({ chart, title }: { readonly chart: Asked; readonly title: string }) {
  const t = useTranslations('metrics.query')
  return (
    <Popover
      label={t('button', { title })}
      icon={<SearchIcon size={16} />}
      align="end"
      content={() => <Query chart={chart} />}
    />
  )
}

function Query({ chart: { promql, prometheusHref, grafanaHref, persesHref } }: { readonly chart: Asked }) {
  const t = useTranslations('metrics.query')
  const [copied, setCopied] = useState<boolean>()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(promql)
      setCopied(true)
    } catch {
      // Refused by the browser, or no secure page: the text stands there to be marked by hand.
      setCopied(false)
    }
  }
  return (
    <div className="max-w-[min(36rem,90vw)] space-y-2 p-3">
      <p className="font-medium">PromQL</p>
      <pre className="max-h-60 overflow-auto rounded-control bg-sunken p-2 font-mono text-small whitespace-pre-wrap break-words">
        {promql}
      </pre>
      <div className="flex flex-wrap items-center gap-2">
        <Button icon={<CopyIcon size={14} />} onClick={() => void copy()}>
          {t('copy')}
        </Button>
        <Elsewhere href={prometheusHref}>{t('prometheus')}</Elsewhere>
        <Elsewhere href={grafanaHref}>{t('grafana')}</Elsewhere>
        <Elsewhere href={persesHref}>{t('perses')}</Elsewhere>
        <span role="status" className="text-small text-muted">
          {copied === undefined ? '' : t(copied ? 'copied' : 'notCopied')}
        </span>
      </div>
    </div>
  )
}

function Elsewhere({ href, children }: { readonly href: string | undefined; readonly children: string }) {
  // The server builds these of its own settings; what is no web address is no link.
  if (!href || !/^https?:\/\//.test(href)) return null
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      className="inline-flex items-center gap-1 text-accent hover:underline"
    >
      {children}
      <ElsewhereIcon size={14} />
    </a>
  )
}
