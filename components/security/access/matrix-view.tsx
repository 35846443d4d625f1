'use client'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { RelationMark } from '#components/security/access/relation-mark.tsx'
import {
  buildRelations,
  type Chosen,
  chooseShown,
  type Relation,
  type RelationGrid,
  relations,
} from '#components/security/access/relations.ts'
import { type AccessState, firstAccessState } from '#components/security/access/url.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { AccessIcon, SearchIcon } from '#components/ui/icons.tsx'
import { TextInput } from '#components/ui/input.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { VirtualGrid } from '#components/ui/virtual-grid.tsx'
import { authorizationMatrix } from '#contract/authorization.ts'

/** Every caller against every workload of the chosen namespaces; a cell opens its question. */
export function MatrixView({
  state,
  onChange,
}: {
  readonly state: AccessState
  readonly onChange: (part: Partial<AccessState>) => void
}) {
  const t = useTranslations('security.matrix')
  const { view, ready } = useView()
  const input = {
    ...(view.namespaces.length > 0 ? { namespaces: [...view.namespaces] } : {}),
    rangeSeconds: view.rangeSeconds,
    ...(/^\d{1,5}$/.test(state.port) ? { port: Number(state.port) } : {}),
    ...(state.method === '' ? {} : { method: state.method }),
    ...(state.path === '' ? {} : { path: state.path }),
  }
  const { data, problem, loading, askAgain } = useLiveCall(authorizationMatrix, input, { enabled: ready })
  const grid = useMemo(() => data && buildRelations(data), [data])
  if (problem && !data) return <ProblemView problem={problem} onRetry={askAgain} />
  if (loading || !grid) return <Skeleton className="h-96 w-full" />
  return (
    <div className="flex min-h-0 grow flex-col gap-3">
      <NoticeList notices={grid.matrix.notices} />
      {grid.matrix.hidden.map((namespace) => (
        <div key={namespace} className="overflow-hidden rounded-panel border border-line">
          <NoticeBar severity="info">{t('hidden', { namespace })}</NoticeBar>
        </div>
      ))}
      <p>
        {t('openOf', {
          total: grid.matrix.rows.filter(({ cells }) => cells.includes('o')).length,
          of: grid.matrix.rows.length,
        })}
      </p>
      <Doubts grid={grid} />
      <QuestionFields state={state} onChange={onChange} />
      <Matrix
        grid={grid}
        onChoose={(row, column) => {
          const { namespace = '', name = '' } = grid.matrix.rows[row] ?? {}
          onChange({
            ...firstAccessState,
            tab: 'ask',
            from: grid.matrix.columns[column]?.principal ?? '',
            to: `${namespace}/${name}`,
            port: state.port,
            method: state.method,
            path: state.path,
          })
        }}
      />
    </div>
  )
}

/** Why cells cannot be told for certain, once for all rows that share it. */
function Doubts({ grid }: { readonly grid: RelationGrid }) {
  const texts = new Set(grid.matrix.rows.flatMap(({ doubts }) => doubts.map(({ text }) => text)))
  return [...texts].slice(0, 5).map((text) => (
    <div key={text} className="overflow-hidden rounded-panel border border-line">
      <NoticeBar severity="warning">{text}</NoticeBar>
    </div>
  ))
}

/** What of the requests is fixed; written into the link when the field is left or Enter is pressed. */
function QuestionFields({
  state,
  onChange,
}: {
  readonly state: AccessState
  readonly onChange: (part: Partial<AccessState>) => void
}) {
  const t = useTranslations('security.ask')
  const fields = [
    ['port', 'w-24'],
    ['method', 'w-28'],
    ['path', 'w-44'],
  ] as const
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        const said = new FormData(event.currentTarget)
        const read = (name: string) => String(said.get(name) ?? '').trim()
        onChange({ port: read('port'), method: read('method').toUpperCase(), path: read('path') })
      }}
    >
      {fields.map(([name, width]) => (
        <TextInput
          key={`${name} ${state[name]}`}
          name={name}
          aria-label={t(name)}
          placeholder={t(name)}
          defaultValue={state[name]}
          className={width}
          onBlur={(event) => event.currentTarget.form?.requestSubmit()}
        />
      ))}
      <button type="submit" className="sr-only">
        {t('submit')}
      </button>
    </form>
  )
}

function Matrix({
  grid,
  onChoose,
}: {
  readonly grid: RelationGrid
  readonly onChoose: (row: number, column: number) => void
}) {
  const t = useTranslations('security.matrix')
  const [only, setOnly] = useState<Relation | undefined>(undefined)
  const [find, setFind] = useState('')
  const shown = useMemo(() => chooseShown(grid, { only, find }), [grid, only, find])
  return (
    <>
      <div className="flex flex-wrap items-center gap-1.5">
        <TextInput
          aria-label={t('find')}
          placeholder={t('find')}
          icon={<SearchIcon size={14} />}
          className="w-56"
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
        <RelationButtons grid={grid} only={only} onOnly={setOnly} />
      </div>
      {grid.matrix.observed ? null : <p className="text-muted">{t('unobserved')}</p>}
      {shown.rows.length === 0 || shown.columns.length === 0 ? (
        <EmptyState icon={<AccessIcon size={18} />} title={t('nothing')} />
      ) : (
        <ShownGrid grid={grid} shown={shown} onChoose={onChoose} />
      )}
    </>
  )
}

/** How many cells there are of each relation; pressed, only those are shown. */
function RelationButtons({
  grid,
  only,
  onOnly,
}: {
  readonly grid: RelationGrid
  readonly only: Relation | undefined
  readonly onOnly: (only: Relation | undefined) => void
}) {
  const t = useTranslations('security')
  return relations.map((relation) => {
    const count = grid.counts.get(relation) ?? 0
    if (count === 0) return null
    return (
      <button
        key={relation}
        type="button"
        aria-pressed={only === relation}
        onClick={() => onOnly(only === relation ? undefined : relation)}
        className="inline-flex h-8 items-center gap-1.5 rounded-control border border-line bg-surface px-2 hover:bg-hover aria-pressed:border-accent aria-pressed:bg-selected"
      >
        <RelationMark relation={relation} />
        {t(`relation.${relation}`)}
        <span className="tabular text-muted">{count}</span>
      </button>
    )
  })
}

function ShownGrid({
  grid,
  shown,
  onChoose,
}: {
  readonly grid: RelationGrid
  readonly shown: Chosen
  readonly onChoose: (row: number, column: number) => void
}) {
  const t = useTranslations('security')
  const { rows, columns } = grid.matrix
  const nameColumn = (index: number) => columns[index]?.principal || t('matrix.plaintext')
  const nameRow = (index: number) => `${rows[index]?.namespace}/${rows[index]?.name}`
  return (
    <div className="min-h-80 grow">
      <VirtualGrid
        label={t('matrix.label')}
        corner={t('matrix.corner')}
        rows={shown.rows.map((at) => ({
          id: `${rows[at]?.kind}/${nameRow(at)}`,
          header: (
            <span title={nameRow(at)}>
              <span className="text-muted">{rows[at]?.namespace} / </span>
              {rows[at]?.name}
            </span>
          ),
        }))}
        columns={shown.columns.map((at) => ({
          id: nameColumn(at),
          header: <CallerName name={nameColumn(at)} />,
        }))}
        cell={(row, column) => {
          const [atRow = 0, atColumn = 0] = [shown.rows[row], shown.columns[column]]
          const relation = grid.read(atRow, atColumn)
          return {
            name: t('matrix.cell', {
              caller: nameColumn(atColumn),
              workload: nameRow(atRow),
              relation: t(`relation.${relation}`),
            }),
            content: <RelationMark relation={relation} />,
          }
        }}
        onChoose={(row, column) => onChoose(shown.rows[row] ?? 0, shown.columns[column] ?? 0)}
      />
    </div>
  )
}

/** `shop / cart` of a principal; all of it on demand. */
function CallerName({ name }: { readonly name: string }) {
  const [, namespace, account] = /\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(name) ?? []
  if (namespace === undefined || account === undefined) return <span title={name}>{name}</span>
  return (
    <span title={name}>
      <span className="text-muted">{namespace} / </span>
      {account}
    </span>
  )
}
