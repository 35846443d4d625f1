'use client'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { paths } from '#components/mesh/paths.ts'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { ValidityMark } from '#components/mesh/validity-mark.tsx'
import { AnnotationsCard } from '#components/objects/detail/annotations-card.tsx'
import { ConditionsCard } from '#components/objects/detail/conditions-card.tsx'
import { DetailFrame, Title } from '#components/objects/detail/detail-frame.tsx'
import { HeadFact, Labels } from '#components/objects/detail/header.tsx'
import { ReferencesCard } from '#components/objects/detail/references-card.tsx'
import { YamlCard } from '#components/objects/detail/yaml-card.tsx'
import { AgeCell, OwnerCell } from '#components/objects/list/config-cells.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { type ConfigDetail, configObject } from '#contract/config.ts'
import detailWords from '#messages/areas/detail.json'
import listWords from '#messages/areas/objects.json'

interface Place {
  /** The console's word for the kind. */
  readonly kind: string
  /** '' for kinds without namespace. */
  readonly namespace: string
  readonly name: string
}

/** One object that configures the mesh; `?edit` and `?remove` open what changes it, which the page hands in. */
export function ConfigObjectPage({
  place,
  editor,
  history,
}: {
  readonly place: Place
  readonly editor: ReactNode
  /** The tab of what became of it over time. */
  readonly history: ReactNode
}) {
  return (
    <AreaWords words={listWords}>
      <AreaWords words={detailWords}>
        <Screen place={place} editor={editor} history={history} />
      </AreaWords>
    </AreaWords>
  )
}

function Screen({ place, editor, history }: Parameters<typeof ConfigObjectPage>[0]) {
  const { kind, namespace, name } = place
  const query = useSearchParams()
  const editing = query?.has('edit') === true || query?.has('remove') === true
  const live = useLiveCall(configObject, { kind, name, ...(namespace === '' ? {} : { namespace }) })
  return (
    <DetailFrame
      live={live}
      kind={kind}
      {...(namespace === '' ? {} : { namespace })}
      name={name}
      header={(detail) => <Header detail={detail} place={place} editing={editing} />}
      tabs={(detail) => ({
        overview: <Overview detail={detail} />,
        yaml: <YamlCard object={{ kind, name, ...(namespace === '' ? {} : { namespace }) }} />,
        ...(detail.conditions.length > 0
          ? { status: <ConditionsCard conditions={detail.conditions} /> }
          : {}),
        history,
      })}
      {...(editing ? { instead: editor } : {})}
    />
  )
}

function Header({
  detail,
  place,
  editing,
}: {
  readonly detail: ConfigDetail
  readonly place: Place
  readonly editing: boolean
}) {
  const t = useTranslations('detail.config')
  const { item, versions, revision } = detail
  return (
    <header className="space-y-3 p-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <Title
          kind={place.kind}
          {...(place.namespace === '' ? {} : { namespace: place.namespace })}
          name={place.name}
        />
        <div className="pt-5.5">
          <ValidityMark validity={item.validity} />
        </div>
        <div className="ml-auto flex gap-2 pt-2">
          <WriteLinks place={place} editing={editing} detail={detail} />
        </div>
      </div>
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <HeadFact name={t('owner')}>
          <OwnerCell item={item} />
        </HeadFact>
        <HeadFact name={t('age')}>
          <AgeCell item={item} />
        </HeadFact>
        <HeadFact name={t('apiVersion')}>
          <span title={versions.join(', ')}>{item.apiVersion}</span>
        </HeadFact>
        <HeadFact name={t('revision')}>{revision}</HeadFact>
        <HeadFact name={t('managers')}>{detail.managers.join(', ')}</HeadFact>
      </dl>
      {item.owner?.reconciles ? <p className="text-muted">{t('reconciled')}</p> : null}
      <Labels labels={item.labels} />
    </header>
  )
}

const buttonLook =
  'inline-flex h-8 items-center rounded-control border border-line bg-surface px-2.5 font-medium hover:bg-hover'

/** Links, so that an editor can be opened beside what is read; who may not is told why. */
function WriteLinks({
  place,
  editing,
  detail: { mayNot },
}: {
  readonly place: Place
  readonly editing: boolean
  readonly detail: ConfigDetail
}) {
  const t = useTranslations('detail.config')
  const { viewQuery } = useView()
  if (editing)
    return (
      <Link href={paths.configObject(place, viewQuery)} prefetch={false} className={buttonLook}>
        {t('close')}
      </Link>
    )
  return (
    <>
      {mayNot.update ? (
        <Button disabledReason={mayNot.update.text}>{t('edit')}</Button>
      ) : (
        <Link href={paths.editConfig(place, viewQuery)} prefetch={false} className={buttonLook}>
          {t('edit')}
        </Link>
      )}
      {mayNot.remove ? (
        <Button disabledReason={mayNot.remove.text}>{t('remove')}</Button>
      ) : (
        <Link href={paths.editConfig(place, viewQuery, 'remove')} prefetch={false} className={buttonLook}>
          {t('remove')}
        </Link>
      )}
    </>
  )
}

function Overview({ detail }: { readonly detail: ConfigDetail }) {
  const t = useTranslations('detail.config')
  const { problems } = detail.item
  const told = problems.map((each) => ({
    ...each,
    text: each.path === '' ? each.text : t('at', { path: each.path, text: each.text }),
  }))
  return (
    <div className="grid gap-3 xl:grid-cols-2">
      <div className="min-w-0 space-y-3">
        {detail.says.length > 0 ? (
          <Card title={t('says')}>
            <div className="px-4 py-3">
              <ReasonList reasons={detail.says} />
            </div>
          </Card>
        ) : null}
        <Card title={t('problems')}>
          <div className="px-4 py-3">
            {told.length > 0 ? (
              <ReasonList reasons={told} />
            ) : (
              <p className="text-muted">
                {t(detail.item.validity === 'unknown' ? 'notJudged' : 'noProblems')}
              </p>
            )}
          </div>
        </Card>
        <ReferencesCard title={t('names')} none={t('namesNone')} references={detail.names} />
      </div>
      <div className="min-w-0 space-y-3">
        <ReferencesCard title={t('namedBy')} none={t('namedByNone')} references={detail.namedBy} />
        <AnnotationsCard annotations={detail.annotations} />
      </div>
    </div>
  )
}
