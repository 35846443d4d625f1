const namePattern = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const name = new RegExp(`^${namePattern}$`)
const subdomainPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'
const subdomain = new RegExp(`^${subdomainPattern}$`)

const letters =
  "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
const examples = (words: readonly string[], pattern: string) =>
  `(e.g. ${words.map((word) => `'${word}'`).join(',  or ')}, regex used for validation is '${pattern}')`
const aboutNames = `must consist of ${letters} ${examples(['MyName', 'my.name', '123-abc'], namePattern)}`

/** What is wrong with a label's key, in the words of apimachinery's IsQualifiedName; undefined where nothing is. */
export function checkLabelKey(key: string): string | undefined {
  const parts = key.split('/')
  if (parts.length > 2) {
    return `a qualified name ${aboutNames} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`
  }
  const faults: string[] = []
  const last = parts.at(-1) ?? ''
  if (parts.length === 2) {
    const [prefix = ''] = parts
    if (prefix === '') faults.push('prefix part must be non-empty')
    else if (!subdomain.test(prefix)) {
      faults.push(
        `prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character ${examples(['example.com'], subdomainPattern)}`,
      )
    }
  }
  if (last === '') faults.push('name part must be non-empty')
  else if (last.length > 63) faults.push('name part must be no more than 63 bytes')
  if (!name.test(last)) faults.push(`name part ${aboutNames}`)
  return faults.length > 0 ? faults.join('; ') : undefined
}

/** The same of a label's value (IsValidLabelValue). */
export function checkLabelValue(value: string): string | undefined {
  if (value.length > 63) return 'must be no more than 63 bytes'
  if (value === '' || name.test(value)) return undefined
  const shown = examples(['MyValue', 'my_value', '12345'], `(${namePattern})?`)
  return `a valid label must be an empty string or consist of ${letters} ${shown}`
}
