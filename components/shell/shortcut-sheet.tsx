'use client'
import { useTranslations } from 'next-intl'
import { useActionList } from '#components/shell/actions.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'

/** Every key that does something here, by group. It reads the same list as the keys themselves. */
export function ShortcutSheet({
  open,
  onOpenChange,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}) {
  const t = useTranslations('shell.palette')
  const actions = useActionList().filter((action) => action.keys !== undefined)
  const groups = Map.groupBy(actions, (action) => action.group)
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('keys')} closeLabel={t('close')}>
      <div className="grid gap-x-8 gap-y-4 p-4 sm:grid-cols-2">
        {[...groups].map(([group, members]) => (
          <section key={group}>
            <h3 className="mb-1 text-small font-medium text-muted">{group}</h3>
            <dl>
              {members.map((action) => (
                <div key={action.id} className="flex items-center justify-between gap-3 py-1">
                  <dt>{action.label}</dt>
                  <dd>
                    <Kbd keys={action.keys ?? ''} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
