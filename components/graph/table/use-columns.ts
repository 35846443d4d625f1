'use client'
import { useMemo } from 'react'
import { usePreference } from '#components/shell/preferences.ts'

export interface ColumnChoice<Column extends string = string> {
  readonly all: readonly Column[]
  readonly shown: readonly Column[]
  readonly choose: (column: string, on: boolean) => void
  readonly reset: () => void
}

/**
 * Which columns of a table a person sees, remembered in this browser. The health column, which names its row, is always
 * there. Names of columns that are no more are passed over.
 */
export function useColumns<Column extends string>(
  table: string,
  all: readonly Column[],
  first: readonly Column[],
): ColumnChoice<Column> {
  const [text, remember] = usePreference(`graph.columns.${table}`)
  return useMemo(() => {
    const known = text ? parseColumns(text, all) : first
    const shown = all.filter((column) => column === 'health' || known.includes(column))
    return {
      all,
      shown,
      choose: (column, on) =>
        remember(all.filter((each) => (each === column ? on : shown.includes(each))).join(',')),
      reset: () => remember(''),
    }
  }, [text, remember, all, first])
}

/** The columns of a remembered text, in the table's order. */
export function parseColumns<Column extends string>(text: string, all: readonly Column[]): readonly Column[] {
  const named = new Set(text.split(','))
  return all.filter((column) => named.has(column))
}
