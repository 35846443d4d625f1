'use client'
import { Dialog } from '@base-ui/react/dialog'
import { cx } from '#components/ui/cx.ts'
import type { DialogProps } from '#components/ui/dialog.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'

const places = {
  center: 'top-1/2 left-1/2 max-h-[85vh] w-[min(36rem,calc(100vw-2rem))] -translate-1/2 rounded-panel',
  top: 'top-[12vh] left-1/2 max-h-[76vh] w-[min(40rem,calc(100vw-1.5rem))] -translate-x-1/2 rounded-panel',
  left: 'top-0 bottom-0 left-0 w-[min(17rem,85vw)] border-y-0 border-l-0',
}

/** The drawn part of Dialog, loaded on first use. */
export function DialogLayer({
  open,
  onOpenChange,
  title,
  description,
  closeLabel,
  children,
  placement = 'center',
  bare = false,
}: DialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-backdrop" />
        <Dialog.Popup
          className={cx(
            'fixed z-50 flex flex-col overflow-hidden border border-line bg-raised text-base text-fg shadow-raised outline-none',
            places[placement],
          )}
        >
          <div className={cx(bare ? 'sr-only' : 'flex items-center gap-2 border-b border-line px-4 py-2.5')}>
            <Dialog.Title className="grow text-base font-semibold">{title}</Dialog.Title>
            {bare ? null : (
              <Dialog.Close
                aria-label={closeLabel}
                className="inline-flex size-7 items-center justify-center rounded-control hover:bg-hover"
              >
                <CloseIcon size={16} />
              </Dialog.Close>
            )}
          </div>
          {description ? (
            <Dialog.Description className={bare ? 'sr-only' : 'px-4 pt-3 text-muted'}>
              {description}
            </Dialog.Description>
          ) : null}
          <div className="min-h-0 overflow-auto">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
