import type { Expr } from '#demo/prometheus/promql/ast.ts'
import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import { buildMetric, changeLabels, type Metric, readLabel } from '#demo/prometheus/promql/labels.ts'
import { compileRegex } from '#demo/prometheus/promql/matchers.ts'
import type { Sample } from '#demo/prometheus/promql/values.ts'

const LABEL_NAME = /^[a-zA-Z_]\w*$/

function checkLabelName(label: string, of: string): void {
  if (!LABEL_NAME.test(label)) {
    throw new PromqlError(
      'execution',
      `invalid ${of} label name in label_${of === 'destination' ? 'replace' : 'join'}(): ${label}`,
    )
  }
}

/** `label_replace`: where the anchored pattern matches, the label becomes the replacement with `$1`, `${name}` filled in. */
export function replaceLabels(samples: readonly Sample[], parameters: readonly string[]): Sample[] {
  const [target = '', replacement = '', source = '', pattern = ''] = parameters
  checkLabelName(target, 'destination')
  const regex = compilePattern(pattern)
  return samples.map((sample) => {
    const match = regex.exec(readLabel(sample, source))
    return match ? relabel(sample, target, expand(replacement, match)) : sample
  })
}

/** A pattern is looked at only when the function runs, so a bad one is a failure of the execution. */
function compilePattern(pattern: string): RegExp {
  try {
    return compileRegex(pattern)
  } catch {
    throw new PromqlError('execution', `invalid regular expression in label_replace(): ${pattern}`)
  }
}

/** Go's regexp.Expand: the longest name of word characters; what was not captured is empty; `$$` is a dollar. */
function expand(template: string, match: RegExpExecArray): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    if (whole === '$$') return '$'
    const name = braced ?? bare ?? ''
    return (/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? ''
  })
}

/** `label_join`: the values of the source labels, joined. */
export function joinLabels(samples: readonly Sample[], parameters: readonly string[]): Sample[] {
  const [target = '', separator = '', ...sources] = parameters
  checkLabelName(target, 'destination')
  return samples.map((sample) =>
    relabel(sample, target, sources.map((source) => readLabel(sample, source)).join(separator)),
  )
}

function relabel(sample: Sample, label: string, value: string): Sample {
  const { labels, name, le } = changeLabels(sample, { [label]: value })
  return { labels, name, le, value: sample.value }
}

/** What `absent` answers with: the labels that its selector demands by equality, each demanded once. */
export function buildAbsentMetric(expr: Expr): Metric {
  if (expr.kind === 'paren') return buildAbsentMetric(expr.expr)
  if (expr.kind !== 'selector') return buildMetric({})
  const wanted = expr.matchers.filter(({ label }) => label !== '__name__')
  return buildMetric(
    Object.fromEntries(
      wanted
        .filter(({ label, op }) => op === '=' && wanted.filter((other) => other.label === label).length === 1)
        .map(({ label, value }) => [label, value]),
    ),
  )
}
