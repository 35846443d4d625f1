import { listCompletions } from '#components/graph/find/complete.ts'
import type { PresetKey } from '#components/graph/find/presets.ts'
import type { QueryMemory } from '#components/graph/find/query-memory.ts'
import type { Suggestion } from '#components/graph/find/suggestion.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/** In an empty box whole queries, saved ones first; in another what may follow at the caret. */
export function listSuggestions(
  text: string,
  caret: number,
  graph: TrafficGraph | undefined,
  presets: readonly { readonly key: PresetKey; readonly text: string }[],
  memory: QueryMemory,
): readonly Suggestion[] {
  if (text.trim() === '') {
    const whole = (
      group: Suggestion['group'],
      label: string,
      insert: string,
      preset?: PresetKey,
    ): Suggestion => ({
      group,
      label,
      insert,
      from: 0,
      to: text.length,
      whole: true,
      ...(preset === undefined ? {} : { preset }),
    })
    return [
      ...memory.saved.map((saved) => whole('saved', saved.name, saved.text)),
      ...presets.map((preset) => whole('preset', preset.text, preset.text, preset.key)),
      ...memory.recent.map((recent) => whole('recent', recent, recent)),
    ]
  }
  const { from, to, options } = listCompletions(text, caret, graph ?? { nodes: [], edges: [] })
  return options.map(({ kind, text: option, key }) => ({
    group: kind,
    label: option,
    insert: `${option}${option.endsWith(':') ? '' : ' '}`,
    from,
    to,
    whole: false,
    ...(key === undefined ? {} : { operand: key }),
  }))
}
