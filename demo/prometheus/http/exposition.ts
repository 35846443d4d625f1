import { formatValue } from '#demo/prometheus/promql/format-value.ts'
import type { LabelSet } from '#demo/prometheus/promql/labels.ts'
import type { Emitter, Family, VirtualSource } from '#demo/prometheus/samples/virtual-source.ts'

const LINES_PER_CHUNK = 2000

/**
 * All series at one moment in the text format 0.0.4, in chunks. Series carry the `job` and `instance` that the demo's
 * own Prometheus gave them: a Prometheus that scrapes this page wants `honor_labels: true` to keep them, and without it
 * finds them as `exported_job` and `exported_instance`; no sum over other labels changes either way. `up` is left out,
 * because a scraping Prometheus writes its own.
 */
export function* formatExposition(source: VirtualSource, timeMs: number): Iterable<string> {
  const texts = new Map<LabelSet, string>()
  let lines: string[] = []
  for (const [base, members] of groupByBase(source)) {
    lines.push(`# TYPE ${base} ${source.metadata.get(base)?.type ?? 'untyped'}`)
    for (const { emitter, family } of members) {
      const read = (at: number) => source.readValue(emitter, family, at, timeMs)
      addLines(lines, family, read, readText(texts, emitter.labels))
      if (lines.length < LINES_PER_CHUNK) continue
      yield `${lines.join('\n')}\n`
      lines = []
    }
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`
}

interface Member {
  readonly emitter: Emitter
  readonly family: Family
}

/** The format wants the lines of one metric together, a histogram's three kinds of series among them. */
function groupByBase({ emitters, metadata }: VirtualSource): ReadonlyMap<string, readonly Member[]> {
  const groups = new Map<string, Member[]>()
  for (const emitter of emitters) {
    for (const family of emitter.families) {
      if (family.name === 'up') continue
      const stem = family.name.replace(/_(bucket|sum|count)$/, '')
      const base = metadata.get(stem)?.type === 'histogram' ? stem : family.name
      const members = groups.get(base)
      if (members) members.push({ emitter, family })
      else groups.set(base, [{ emitter, family }])
    }
  }
  return groups
}

function addLines(
  lines: string[],
  { name, les }: Family,
  read: (at: number) => number,
  labels: string,
): void {
  if (les.length === 0) {
    lines.push(`${name}{${labels}} ${formatValue(read(0))}`)
    return
  }
  les.forEach((le, at) => {
    lines.push(`${name}{${labels},le="${formatWrittenBound(le)}"} ${formatValue(read(at))}`)
  })
}

/** A proxy writes plain numbers; it is Prometheus that stores `1.0`. */
function formatWrittenBound(le: string): string {
  return le === '+Inf' ? le : String(Number(le))
}

function readText(texts: Map<LabelSet, string>, labels: LabelSet): string {
  const known = texts.get(labels)
  if (known !== undefined) return known
  const text = labels.names.map((name, at) => `${name}="${escapeValue(labels.values[at] ?? '')}"`).join(',')
  texts.set(labels, text)
  return text
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
