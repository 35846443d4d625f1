import type { StaticMatrix } from '#demo/prometheus/samples/static-source.ts'

/** A matrix as OpenMetrics text with timestamps, the one form that `promtool tsdb create-blocks-from` takes. */
export function formatOpenMetrics(matrix: StaticMatrix): string {
  const lines = matrix.result.flatMap(({ metric, values }) => {
    const { __name__: name = '', ...labels } = metric
    const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escapeValue(value)}"`)
    return values.map(([seconds, value]) => `${name}{${pairs.join(',')}} ${value} ${seconds.toFixed(3)}`)
  })
  return `${lines.join('\n')}\n# EOF\n`
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
