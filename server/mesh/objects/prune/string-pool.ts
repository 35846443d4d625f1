/** Gives one shared copy of strings and records that recur among thousands of objects (labels, images, annotations). */
export interface StringPool {
  text(value: string): string
  record(values: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>>
}

const emptyRecord: Readonly<Record<string, string>> = Object.freeze({})

/**
 * @param limit entries after which the pool forgets what it knows: later objects share among themselves again, and a
 * cluster with endless churn of label values cannot make it grow.
 */
export function createStringPool(limit = 50_000): StringPool {
  const texts = new Map<string, string>()
  const records = new Map<string, Readonly<Record<string, string>>>()

  const text = (value: string): string => {
    const known = texts.get(value)
    if (known !== undefined) return known
    if (texts.size >= limit) texts.clear()
    texts.set(value, value)
    return value
  }

  const record = (values: Readonly<Record<string, string>> | undefined) => {
    if (!values) return emptyRecord
    let signature = ''
    for (const key in values) signature += `${key}\0${values[key]}\0`
    if (signature === '') return emptyRecord
    const known = records.get(signature)
    if (known) return known
    if (records.size >= limit) records.clear()
    const shared: Record<string, string> = {}
    for (const key in values) shared[text(key)] = text(String(values[key]))
    records.set(signature, shared)
    return shared
  }

  return { text, record }
}
