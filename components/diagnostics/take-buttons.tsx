import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { BrowserFacts } from '#components/diagnostics/read-browser.ts'
import { Button } from '#components/ui/button.tsx'
import { CopyIcon, TakeIcon } from '#components/ui/icons.tsx'
import { saveFile } from '#components/ui/save-file.ts'
import type { Diagnostics } from '#contract/diagnostics.ts'

/** All that the page shows, as one document to copy or to save: the call's answer and the browser's facts. */
export function TakeButtons({
  diagnostics,
  browser,
}: {
  readonly diagnostics: Diagnostics
  readonly browser: BrowserFacts
}) {
  const t = useTranslations('diagnostics.take')
  const [copied, setCopied] = useState<'yes' | 'no'>()
  const format = () => `${JSON.stringify({ ...diagnostics, browser }, null, 2)}\n`
  const name = `vardia-diagnostics-${diagnostics.asOf.replace(/\.\d+/, '').replaceAll(':', '-')}.json`
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(format())
      setCopied('yes')
    } catch {
      // Not a secure context, or the person said no.
      setCopied('no')
    }
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span role="status" className="text-muted">
        {copied ? t(copied === 'yes' ? 'copied' : 'notCopied') : ''}
      </span>
      <Button icon={<CopyIcon size={14} />} onClick={() => void copy()}>
        {t('copy')}
      </Button>
      <Button
        tone="primary"
        icon={<TakeIcon size={14} />}
        onClick={() => saveFile(new Blob([format()], { type: 'application/json' }), name)}
      >
        {t('download')}
      </Button>
    </div>
  )
}
