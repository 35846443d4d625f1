'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import {
  buildManifests,
  emptyForm,
  type Manifest,
  type SecurityForm,
} from '#components/security/what-if/build-manifests.ts'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { Select, TextInput } from '#components/ui/input.tsx'

type TextField = {
  [Field in keyof SecurityForm]: SecurityForm[Field] extends string ? Field : never
}[Exclude<keyof SecurityForm, 'kind' | 'action' | 'mode'>]

const fields: Readonly<Record<SecurityForm['kind'], readonly TextField[]>> = {
  AuthorizationPolicy: ['principals', 'namespaces', 'methods', 'paths', 'ports'],
  PeerAuthentication: ['portModes'],
  RequestAuthentication: ['issuer', 'jwksUri', 'audiences'],
}

const hints: Partial<Record<TextField, string>> = {
  labels: 'app=cart, version=v1',
  principals: 'cluster.local/ns/shop/sa/frontend',
  namespaces: 'shop, warehouse',
  methods: 'GET, POST',
  paths: '/api/*, /orders/{*}',
  ports: '8080',
  portModes: '8080=PERMISSIVE',
  issuer: 'https://issuer.example',
  jwksUri: 'https://issuer.example/keys',
}

/** The fields of one kind; what they say is written as YAML, where the rest is written. */
export function SecurityFormPanel({
  kind,
  onAdd,
}: {
  readonly kind: SecurityForm['kind']
  readonly onAdd: (manifests: readonly Manifest[]) => void
}) {
  const t = useTranslations('security.begin')
  const { view } = useView()
  const [form, setForm] = useState<SecurityForm>({
    ...emptyForm,
    kind,
    namespace: view.namespaces[0] ?? '',
  })
  const write = (part: Partial<SecurityForm>) => setForm((now) => ({ ...now, ...part }))
  return (
    <form
      aria-label={kind}
      className="space-y-3 border-t border-line p-3"
      onSubmit={(event) => {
        event.preventDefault()
        onAdd(buildManifests(form))
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        {(['name', 'namespace', 'labels', ...fields[kind]] as const).map((field) => (
          <Labelled key={field} label={t(`field.${field}`)}>
            <TextInput
              aria-label={t(`field.${field}`)}
              className="w-full"
              value={form[field]}
              placeholder={hints[field] ?? ''}
              onChange={(event) => write({ [field]: event.target.value })}
            />
          </Labelled>
        ))}
        <Choices form={form} write={write} />
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" tone="primary">
          {t('write')}
        </Button>
        <p className="text-small text-muted">{t('lists')}</p>
      </div>
    </form>
  )
}

function Choices({
  form,
  write,
}: {
  readonly form: SecurityForm
  readonly write: (part: Partial<SecurityForm>) => void
}) {
  const t = useTranslations('security.begin')
  if (form.kind === 'PeerAuthentication')
    return (
      <Labelled label={t('field.mode')}>
        <Select
          aria-label={t('field.mode')}
          value={form.mode}
          options={(['STRICT', 'PERMISSIVE', 'DISABLE'] as const).map((value) => ({ value, label: value }))}
          onValueChange={(mode) =>
            write({ mode: mode === 'PERMISSIVE' || mode === 'DISABLE' ? mode : 'STRICT' })
          }
        />
      </Labelled>
    )
  if (form.kind === 'RequestAuthentication')
    return (
      <Check
        label={t('field.requireToken')}
        checked={form.requireToken}
        onChecked={(requireToken) => write({ requireToken })}
      />
    )
  return (
    <>
      <Labelled label={t('field.action')}>
        <Select
          aria-label={t('field.action')}
          value={form.action}
          options={(['ALLOW', 'DENY'] as const).map((value) => ({ value, label: value }))}
          onValueChange={(action) => write({ action: action === 'DENY' ? 'DENY' : 'ALLOW' })}
        />
      </Labelled>
      <Check label={t('field.dryRun')} checked={form.dryRun} onChecked={(dryRun) => write({ dryRun })} />
    </>
  )
}

function Labelled({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className="min-w-0 space-y-1">
      <p className="text-small font-medium text-muted" aria-hidden>
        {label}
      </p>
      {children}
    </div>
  )
}

function Check({
  label,
  checked,
  onChecked,
}: {
  readonly label: string
  readonly checked: boolean
  readonly onChecked: (checked: boolean) => void
}) {
  return (
    <label className="flex items-center gap-2 self-end py-1.5">
      <input type="checkbox" checked={checked} onChange={(event) => onChecked(event.target.checked)} />
      {label}
    </label>
  )
}
