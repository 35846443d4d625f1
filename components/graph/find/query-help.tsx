'use client'
import { useTranslations } from 'next-intl'
import { edgeOperands } from '#components/graph/find/edge-operands.ts'
import { nodeOperands } from '#components/graph/find/node-operands.ts'
import type { Operand } from '#components/graph/find/operand-types.ts'
import { labelOperand } from '#components/graph/find/operands.ts'
import type { QueryMemory } from '#components/graph/find/query-memory.ts'
import { SavedQueries } from '#components/graph/find/saved-queries.tsx'
import type { GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'

const syntax = [
  { key: 'words', example: 'reviews v2' },
  { key: 'join', example: '(ns = shop OR ns = books) AND NOT healthy' },
  { key: 'compare', example: 'rt >= 1.5s' },
  { key: 'texts', example: 'name contains rev' },
  { key: 'negations', example: 'name !*= rev' },
  { key: 'patterns', example: 'workload =~ ^pay-v\\d+$' },
  { key: 'quotes', example: 'operation = "GET /a b"' },
  { key: 'presence', example: 'has version' },
  { key: 'activity', example: 'httpin = NaN' },
  { key: 'units', example: 'tcp > 1.5MB/s' },
  { key: 'mixed', example: 'ns = shop AND %httperr > 5' },
] as const

/** The whole language on one page, made of the list that the parser reads, and the queries that were given names. */
export function QueryHelp({
  state,
  change,
  memory,
  changeMemory,
  onDone,
}: {
  readonly state: GraphState
  readonly change: ChangeGraph
  readonly memory: QueryMemory
  readonly changeMemory: (memory: QueryMemory) => void
  readonly onDone: () => void
}) {
  const t = useTranslations('graph.query')
  return (
    <div className="space-y-4 [font-variant-ligatures:none]">
      <SavedQueries
        state={state}
        change={change}
        memory={memory}
        changeMemory={changeMemory}
        onDone={onDone}
      />
      <section className="space-y-1">
        <h3 className="font-semibold">{t('syntaxTitle')}</h3>
        <table className="w-full border-collapse">
          <tbody>
            {syntax.map(({ key, example }) => (
              <tr key={key} className="border-t border-line align-baseline">
                <td className="py-1 pr-3">{t(`syntax.${key}`)}</td>
                <td className="py-1 font-mono text-small">{example}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Operands title={t('nodeOperands')} operands={[...nodeOperands, labelOperand]} />
      <Operands title={t('edgeOperands')} operands={edgeOperands} />
    </div>
  )
}

function Operands({ title, operands }: { readonly title: string; readonly operands: readonly Operand[] }) {
  const t = useTranslations('graph.query')
  return (
    <section className="space-y-1">
      <h3 className="font-semibold">{title}</h3>
      <table className="w-full border-collapse">
        <tbody>
          {operands.map(({ id, key, aliases, example }) => (
            <tr key={id} className="border-t border-line align-baseline">
              <th scope="row" className="py-1 pr-3 text-left font-normal">
                <span className="font-mono text-small">{[id, ...aliases].join(', ')}</span>
                <span className="block text-muted">{t(`operand.${key}`)}</span>
              </th>
              <td className="py-1 font-mono text-small">{example}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
