'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { formatYaml } from '#components/mesh/yaml-lines.ts'
import type { Manifest, SecurityForm } from '#components/security/what-if/build-manifests.ts'
import { ProposalsPanel } from '#components/security/what-if/proposals-panel.tsx'
import { RemovalPanel } from '#components/security/what-if/removal-panel.tsx'
import { SecurityFormPanel } from '#components/security/what-if/security-form-panel.tsx'
import type { Operation } from '#components/security/what-if/use-operation.ts'
import { Button } from '#components/ui/button.tsx'

const kinds = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'] as const

/** Ways to a text: a form for each kind of security, policies from what was observed, and what is there to be removed. */
export function BeginWith({
  text,
  operation,
  onText,
}: {
  readonly text: string
  /** Of the objects of the text, which is one for all of them. */
  readonly operation: Operation
  readonly onText: (text: string, operation: Operation) => void
}) {
  const t = useTranslations('security.begin')
  const [open, setOpen] = useState<SecurityForm['kind'] | 'observed' | 'existing'>()
  const toggle = (which: NonNullable<typeof open>) => setOpen(open === which ? undefined : which)
  const isEmpty = text.trim() === ''
  const add = (manifests: readonly Manifest[], as: Operation = 'apply') => {
    const added = manifests.map((manifest) => `${formatYaml(manifest).trimEnd()}\n`)
    const before = isEmpty ? [] : [`${text.trimEnd()}\n`]
    onText([...before, ...added].join('---\n'), as)
    setOpen(undefined)
  }
  const isOther = (as: Operation) => !isEmpty && operation !== as
  return (
    <section aria-label={t('title')} className="rounded-panel border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-2 px-3 py-2">
        <h2 className="mr-2 font-semibold">{t('title')}</h2>
        {kinds.map((kind) => (
          <Way
            key={kind}
            label={kind}
            open={open === kind}
            closed={isOther('apply')}
            onOpen={() => toggle(kind)}
          />
        ))}
        <Way
          label={t('observed')}
          open={open === 'observed'}
          closed={isOther('apply')}
          onOpen={() => toggle('observed')}
        />
        <Way
          label={t('existing')}
          open={open === 'existing'}
          closed={isOther('remove')}
          onOpen={() => toggle('existing')}
        />
      </div>
      {open === 'observed' ? <ProposalsPanel onAdd={add} /> : null}
      {open === 'existing' ? <RemovalPanel onTake={(manifest) => add([manifest], 'remove')} /> : null}
      {open !== undefined && open !== 'observed' && open !== 'existing' ? (
        <SecurityFormPanel key={open} kind={open} onAdd={add} />
      ) : null}
    </section>
  )
}

/** Objects that are applied and objects that are removed are not tried in one text. */
function Way({
  label,
  open,
  closed,
  onOpen,
}: {
  readonly label: string
  readonly open: boolean
  readonly closed: boolean
  readonly onOpen: () => void
}) {
  const t = useTranslations('security.begin')
  return (
    <Button aria-expanded={open} onClick={onOpen} {...(closed ? { disabledReason: t('clearFirst') } : {})}>
      {label}
    </Button>
  )
}
