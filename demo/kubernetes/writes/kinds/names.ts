import { asRecord, type Fields } from '#demo/kubernetes/fields/json.ts'
import { type FieldCause, invalid, required } from '#demo/kubernetes/writes/write-status.ts'

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const label1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/
const qualified = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/

const subdomainWords =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const labelWords =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const label1035Words =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
const labelValueWords =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
const qualifiedWords =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

/** What is wrong with a name, in the words of apimachinery `pkg/util/validation`. */
export function checkName(name: string, form: 'subdomain' | 'label' | 'label1035' | 'path'): string[] {
  if (form === 'path') {
    if (name === '.' || name === '..') return [`may not be '${name}'`]
    return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`)
  }
  const longest = form === 'subdomain' ? 253 : 63
  const [pattern, words] =
    form === 'subdomain'
      ? [subdomain, subdomainWords]
      : form === 'label'
        ? [label, labelWords]
        : [label1035, label1035Words]
  return [
    ...(name.length > longest ? [`must be no more than ${longest} bytes`] : []),
    ...(pattern.test(name)
      ? []
      : [form === 'label' && subdomain.test(name) ? 'must not contain dots' : words]),
  ]
}

const labelKinds = ['Namespace']
const label1035Kinds = ['Service']
const pathKinds = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']

export function chooseForm(kind: string, custom: boolean) {
  if (custom) return 'subdomain'
  if (pathKinds.includes(kind)) return 'path'
  if (label1035Kinds.includes(kind)) return 'label1035'
  return labelKinds.includes(kind) ? 'label' : 'subdomain'
}

/** Faults of an object's metadata (apimachinery `pkg/api/validation/objectmeta.go`). */
export function checkMetadata(metadata: Fields, form: ReturnType<typeof chooseForm>): FieldCause[] {
  const causes: FieldCause[] = []
  const { name, generateName } = metadata
  if (typeof generateName === 'string' && generateName !== '') {
    // A dash at the end is what a generated name goes on after.
    const prefix = generateName.replace(/-$/, 'a')
    for (const why of checkName(prefix, form))
      causes.push(invalid('metadata.generateName', generateName, why))
  }
  if (typeof name !== 'string' || name === '') {
    causes.push(required('metadata.name', 'name or generateName is required'))
  } else for (const why of checkName(name, form)) causes.push(invalid('metadata.name', name, why))
  causes.push(...checkLabels(metadata['labels'], 'metadata.labels'))
  causes.push(...checkAnnotations(metadata['annotations']), ...checkFinalizers(metadata['finalizers']))
  return causes
}

export function checkLabels(labels: unknown, field: string): FieldCause[] {
  return Object.entries(asRecord(labels)).flatMap(([name, value]) => [
    ...checkQualified(name).map((why) => invalid(field, name, why)),
    ...(String(value).length > 63 ? [invalid(field, value, 'must be no more than 63 bytes')] : []),
    ...(value === '' || qualified.test(String(value)) ? [] : [invalid(field, value, labelValueWords)]),
  ])
}

export function checkQualified(text: string): string[] {
  const parts = text.split('/')
  const name = parts.at(-1) ?? ''
  if (parts.length > 2) {
    return [
      "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ]
  }
  const prefix = parts.length === 2 ? (parts[0] ?? '') : undefined
  return [
    ...(prefix === '' ? ['prefix part must be non-empty'] : []),
    ...(prefix ? checkName(prefix, 'subdomain').map((why) => `prefix part ${why}`) : []),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...(name.length > 63 ? ['name part must be no more than 63 bytes'] : []),
    ...(qualified.test(name) ? [] : [qualifiedWords]),
  ]
}

const mostAnnotationBytes = 256 * 1024

function checkAnnotations(annotations: unknown): FieldCause[] {
  const entries = Object.entries(asRecord(annotations))
  const bytes = entries.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(String(value)),
    0,
  )
  return [
    ...entries.flatMap(([name]) =>
      checkQualified(name.toLowerCase()).map((why) => invalid('metadata.annotations', name, why)),
    ),
    ...(bytes > mostAnnotationBytes
      ? [
          {
            reason: 'FieldValueTooLong' as const,
            field: 'metadata.annotations',
            message: `Too long: may not be more than ${mostAnnotationBytes} bytes`,
          },
        ]
      : []),
  ]
}

function checkFinalizers(finalizers: unknown): FieldCause[] {
  const own = ['orphan', 'foregroundDeletion', 'kubernetes']
  return (Array.isArray(finalizers) ? finalizers : []).flatMap((name: unknown, at) =>
    String(name).includes('/') || own.includes(String(name))
      ? []
      : [
          invalid(
            `metadata.finalizers[${at}]`,
            name,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ],
  )
}
