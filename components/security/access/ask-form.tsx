'use client'
import { useTranslations } from 'next-intl'
import { type ReactNode, useId, useState } from 'react'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { type AccessState, firstAccessState, isTooLong } from '#components/security/access/url.ts'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Select, TextInput } from '#components/ui/input.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { services, workloads } from '#contract/inventory.ts'

const freshMs = 60_000

/** The question, as it is being written; nothing is asked before the button is pressed. */
export function AskForm({
  state,
  onAsk,
}: {
  readonly state: AccessState
  readonly onAsk: (part: Partial<AccessState>) => void
}) {
  const t = useTranslations('security.ask')
  const [draft, setDraft] = useState(state)
  const [wide, setWide] = useState(hasMore(state))
  const [refused, setRefused] = useState(false)
  const write = (part: Partial<AccessState>) => {
    setRefused(false)
    setDraft((now) => ({ ...now, ...part }))
  }
  return (
    <Card title={t('title')}>
      <form
        className="space-y-3 p-4"
        onSubmit={(event) => {
          event.preventDefault()
          // The address holds the question; one that it cannot hold stays in the form.
          if (isTooLong(draft)) setRefused(true)
          else onAsk({ ...draft, tab: 'ask' })
        }}
      >
        <Ends draft={draft} write={write} />
        <RequestFields draft={draft} write={write} />
        {wide ? <MoreFields draft={draft} write={write} /> : null}
        {refused ? <NoticeBar severity="error">{t('fault.long')}</NoticeBar> : null}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" tone="primary">
            {t('submit')}
          </Button>
          <Button aria-expanded={wide} onClick={() => setWide(!wide)}>
            {t(wide ? 'less' : 'moreFields')}
          </Button>
          <p className="text-small text-muted">{t('openHint')}</p>
        </div>
      </form>
    </Card>
  )
}

interface DraftProps {
  readonly draft: AccessState
  readonly write: (part: Partial<AccessState>) => void
}

/** Who asks, and what is asked. */
function Ends({ draft, write }: DraftProps) {
  const t = useTranslations('security.ask')
  const names = useNames()
  return (
    <div className="grid gap-3 md:grid-cols-2">
      <Field label={t('from')} hint={t('fromHint')}>
        <Suggested
          label={t('from')}
          value={draft.from}
          placeholder={t('fromNobody')}
          options={names.workloads}
          onValue={(from) => write({ from })}
        />
      </Field>
      <Field label={t('to')} hint={t('toHint')}>
        <div className="flex gap-2">
          <Select
            aria-label={t('toKind')}
            value={draft.toKind}
            options={(['workload', 'service'] as const).map((value) => ({ value, label: t(value) }))}
            onValueChange={(kind) => write({ toKind: kind === 'service' ? 'service' : 'workload' })}
          />
          <Suggested
            label={t('to')}
            value={draft.to}
            placeholder="namespace/name"
            options={draft.toKind === 'service' ? names.services : names.workloads}
            onValue={(to) => write({ to })}
          />
        </div>
      </Field>
    </div>
  )
}

function RequestFields({ draft, write }: DraftProps) {
  const t = useTranslations('security.ask')
  return (
    <div className="grid grid-cols-2 gap-3 md:grid-cols-[7rem_8rem_1fr_1fr]">
      <TextField
        label={t('port')}
        value={draft.port}
        inputMode="numeric"
        onValue={(port) => write({ port })}
      />
      <TextField
        label={t('method')}
        value={draft.method}
        placeholder="GET"
        onValue={(method) => write({ method: method.toUpperCase() })}
      />
      <TextField label={t('path')} value={draft.path} placeholder="/" onValue={(path) => write({ path })} />
      <TextField label={t('host')} value={draft.host} onValue={(host) => write({ host })} />
    </div>
  )
}

function hasMore({ headers, claims, ip, protocol }: AccessState): boolean {
  return headers !== '' || claims !== '' || ip !== '' || protocol !== ''
}

/** Names to choose from; without them the form works all the same. */
function useNames(): { readonly workloads: readonly string[]; readonly services: readonly string[] } {
  const ask = { intervalMs: false, freshMs } as const
  const known = useLiveCall(workloads, { rangeSeconds: 60 }, ask).data
  const behind = useLiveCall(services, { rangeSeconds: 60 }, ask).data
  const nameOf = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`
  return {
    workloads: [...new Set(known?.items.map(nameOf))],
    services: [...new Set(behind?.items.filter(({ kind }) => kind === 'Service').map(nameOf))],
  }
}

function MoreFields({ draft, write }: DraftProps) {
  const t = useTranslations('security.ask')
  const tokenKind = draft.claims === '' ? 'open' : draft.claims === 'none' ? 'none' : 'claims'
  return (
    <div className="grid gap-3 md:grid-cols-2">
      <div className="grid grid-cols-2 gap-3">
        <Field label={t('protocol')}>
          <Select
            aria-label={t('protocol')}
            value={draft.protocol}
            options={[
              { value: '', label: t('protocolOfPort') },
              { value: 'http', label: 'HTTP' },
              { value: 'tcp', label: 'TCP' },
            ]}
            onValueChange={(value) => write({ protocol: value === 'http' || value === 'tcp' ? value : '' })}
          />
        </Field>
        <TextField label={t('ip')} value={draft.ip} onValue={(ip) => write({ ip: ip.trim() })} />
      </div>
      <Field label={t('token')}>
        <Select
          aria-label={t('token')}
          value={tokenKind}
          options={(['open', 'none', 'claims'] as const).map((value) => ({
            value,
            label: t(`tokenKind.${value}`),
          }))}
          onValueChange={(kind) =>
            write({
              claims: kind === 'none' ? 'none' : kind === 'claims' ? firstClaims : firstAccessState.claims,
            })
          }
        />
      </Field>
      <TextArea
        label={t('headers')}
        value={draft.headers}
        placeholder="x-request-kind: batch"
        onValue={(headers) => write({ headers })}
      />
      {tokenKind === 'claims' ? (
        <TextArea
          label={t('claims')}
          value={draft.claims}
          onValue={(claims) => write({ claims: claims || ' ' })}
        />
      ) : null}
    </div>
  )
}

const firstClaims = '{"iss": "", "sub": ""}'

function Field({
  label,
  hint,
  children,
}: {
  readonly label: string
  readonly hint?: string
  readonly children: ReactNode
}) {
  return (
    <div className="min-w-0 space-y-1">
      <p className="text-small font-medium text-muted" aria-hidden>
        {label}
      </p>
      {children}
      {hint ? <p className="text-small text-muted">{hint}</p> : null}
    </div>
  )
}

function TextField({
  label,
  value,
  onValue,
  placeholder,
  inputMode,
}: {
  readonly label: string
  readonly value: string
  readonly onValue: (value: string) => void
  readonly placeholder?: string
  readonly inputMode?: 'numeric'
}) {
  return (
    <Field label={label}>
      <TextInput
        aria-label={label}
        className="w-full"
        value={value}
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(inputMode === undefined ? {} : { inputMode })}
        onChange={(event) => onValue(event.target.value)}
      />
    </Field>
  )
}

function TextArea({
  label,
  value,
  onValue,
  placeholder,
}: {
  readonly label: string
  readonly value: string
  readonly onValue: (value: string) => void
  readonly placeholder?: string
}) {
  return (
    <Field label={label}>
      <textarea
        aria-label={label}
        rows={4}
        spellCheck={false}
        value={value}
        placeholder={placeholder}
        onChange={(event) => onValue(event.target.value)}
        className="w-full rounded-control border border-line-strong bg-surface px-2.5 py-1.5 font-mono text-small text-fg placeholder:text-muted"
      />
    </Field>
  )
}

/** A text field with names to choose from: the platform's own list, which every phone and screen reader knows. */
function Suggested({
  label,
  value,
  placeholder,
  options,
  onValue,
}: {
  readonly label: string
  readonly value: string
  readonly placeholder: string
  readonly options: readonly string[]
  readonly onValue: (value: string) => void
}) {
  const id = useId()
  return (
    <>
      <TextInput
        aria-label={label}
        className="w-full"
        list={id}
        value={value}
        placeholder={placeholder}
        onChange={(event) => onValue(event.target.value)}
      />
      <datalist id={id}>
        {options.map((option) => (
          <option key={option} value={option} />
        ))}
      </datalist>
    </>
  )
}
