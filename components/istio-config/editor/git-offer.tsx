'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { formatPatch } from '#components/istio-config/editor/format-patch.ts'
import { isKeptElsewhere } from '#components/istio-config/editor/kept-elsewhere.ts'
import { Button } from '#components/ui/button.tsx'
import { CopyIcon, TakeIcon } from '#components/ui/icons.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { saveFile } from '#components/ui/save-file.ts'
import type { ConfigOwner } from '#contract/config.ts'

/** Of an object that a tool keeps: what becomes of a change made here, and the same change for where it belongs. */
export function GitOffer({
  owner,
  before,
  after,
  fileName,
}: {
  readonly owner: ConfigOwner
  readonly before: string
  readonly after: string
  readonly fileName: string
}) {
  const t = useTranslations('config.owner')
  const [copied, setCopied] = useState<'yes' | 'no'>()
  if (!isKeptElsewhere(owner)) return null
  const { tool } = owner
  const patch = formatPatch(before, after, fileName)
  const name = [owner.namespace, owner.name].filter(Boolean).join('/')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(patch)
      setCopied('yes')
    } catch {
      // Not a secure context, or the person said no.
      setCopied('no')
    }
  }
  const none = patch === '' ? t('noPatch') : undefined
  return (
    <NoticeBar severity="warning">
      <p>{t(owner.reconciles ? `keeps.${tool}` : `wrote.${tool}`, { name: name || t('unnamed') })}</p>
      <div className="mt-2 flex flex-wrap items-center gap-2 text-fg">
        <Button icon={<CopyIcon size={14} />} disabledReason={none} onClick={() => void copy()}>
          {t('copyPatch')}
        </Button>
        <Button
          icon={<TakeIcon size={14} />}
          disabledReason={none}
          onClick={() => saveFile(new Blob([patch], { type: 'text/x-patch' }), `${fileName}.patch`)}
        >
          {t('takePatch')}
        </Button>
        <span role="status" className="text-small">
          {copied ? t(copied === 'yes' ? 'copied' : 'notCopied') : ''}
        </span>
      </div>
    </NoticeBar>
  )
}
