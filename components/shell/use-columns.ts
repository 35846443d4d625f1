'use client'
import { useMemo } from 'react'
import { usePreference } from '#components/shell/preferences.ts'

export interface ColumnChoice<Column extends string = string> {
  readonly all: readonly Column[]
  /** The one that names its row and stays. */
  readonly always: Column
  readonly shown: readonly Column[]
  readonly choose: (column: string, on: boolean) => void
  readonly reset: () => void
}

/**
 * Which columns of a table a person sees, remembered in this browser under the preference `key`. Names of columns that are
 * no more are passed over.
 */
export function useColumns<Column extends string>(
  key: string,
  all: readonly Column[],
  first: readonly Column[],
  always: Column,
): ColumnChoice<Column> {
  const [text, remember] = usePreference(key)
  return useMemo(() => {
    const known = text ? parseColumns(text, all) : first
    const shown = all.filter((column) => column === always || known.includes(column))
    return {
      all,
      always,
      shown,
      choose: (column, on) =>
        remember(all.filter((each) => (each === column ? on : shown.includes(each))).join(',')),
      reset: () => remember(''),
    }
  }, [text, remember, all, first, always])
}

/** The columns of a remembered text, in the table's order. */
export function parseColumns<Column extends string>(text: string, all: readonly Column[]): readonly Column[] {
  const named = new Set(text.split(','))
  return all.filter((column) => named.has(column))
}
