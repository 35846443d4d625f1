'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { formatYaml } from '#components/mesh/yaml-lines.ts'
import type { Manifest, SecurityForm } from '#components/security/what-if/build-manifests.ts'
import { ProposalsPanel } from '#components/security/what-if/proposals-panel.tsx'
import { SecurityFormPanel } from '#components/security/what-if/security-form-panel.tsx'
import { Button } from '#components/ui/button.tsx'

const kinds = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'] as const

/** Ways to a text: a form for each kind of security, and policies from what was observed. */
export function BeginWith({
  text,
  onText,
}: {
  readonly text: string
  readonly onText: (text: string) => void
}) {
  const t = useTranslations('security.begin')
  const [open, setOpen] = useState<SecurityForm['kind'] | 'observed'>()
  const toggle = (which: NonNullable<typeof open>) => setOpen(open === which ? undefined : which)
  const add = (manifests: readonly Manifest[]) => {
    const added = manifests.map((manifest) => `${formatYaml(manifest).trimEnd()}\n`)
    const before = text.trim() === '' ? [] : [`${text.trimEnd()}\n`]
    onText([...before, ...added].join('---\n'))
    setOpen(undefined)
  }
  return (
    <section aria-label={t('title')} className="rounded-panel border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-2 px-3 py-2">
        <h2 className="mr-2 font-semibold">{t('title')}</h2>
        {kinds.map((kind) => (
          <Button key={kind} aria-expanded={open === kind} onClick={() => toggle(kind)}>
            {kind}
          </Button>
        ))}
        <Button aria-expanded={open === 'observed'} onClick={() => toggle('observed')}>
          {t('observed')}
        </Button>
      </div>
      {open === 'observed' ? <ProposalsPanel onAdd={add} /> : null}
      {open !== undefined && open !== 'observed' ? (
        <SecurityFormPanel key={open} kind={open} onAdd={add} />
      ) : null}
    </section>
  )
}
