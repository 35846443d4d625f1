'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { CopyIcon, RefreshIcon, TakeIcon } from '#components/ui/icons.tsx'
import { saveFile } from '#components/ui/save-file.ts'

/** What can be done with the text. */
export function EditorBar({
  text,
  fileName,
  changes,
  changed,
  onChanges,
  onReadAgain,
}: {
  readonly text: string
  readonly fileName: string
  /** The changes are shown in place of the text. */
  readonly changes: boolean
  readonly changed: boolean
  readonly onChanges: (on: boolean) => void
  readonly onReadAgain: (() => void) | undefined
}) {
  const t = useTranslations('config.bar')
  const [copied, setCopied] = useState<'yes' | 'no'>()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied('yes')
    } catch {
      // Not a secure context, or the person said no.
      setCopied('no')
    }
  }
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
      <Button
        aria-pressed={changes}
        disabledReason={changed || changes ? undefined : t('noChanges')}
        onClick={() => onChanges(!changes)}
      >
        {t(changes ? 'text' : 'changes')}
      </Button>
      <Button icon={<CopyIcon size={14} />} onClick={() => void copy()}>
        {t('copy')}
      </Button>
      <Button
        icon={<TakeIcon size={14} />}
        onClick={() => saveFile(new Blob([text], { type: 'application/yaml' }), fileName)}
      >
        {t('download')}
      </Button>
      {onReadAgain ? (
        <Button icon={<RefreshIcon size={14} />} onClick={onReadAgain}>
          {t('again')}
        </Button>
      ) : null}
      <span role="status" className="text-muted">
        {copied ? t(copied === 'yes' ? 'copied' : 'notCopied') : ''}
      </span>
    </div>
  )
}
