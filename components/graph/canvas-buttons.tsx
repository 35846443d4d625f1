'use client'
import { useTranslations } from 'next-intl'
import { IconButton } from '#components/ui/button.tsx'
import { FitIcon, GraphIcon, MinusIcon, PlusIcon } from '#components/ui/icons.tsx'

/** Buttons on the canvas itself: they stand in its corner, over the ground and never over the panel. */
export function CanvasButtons({
  onFit,
  onZoom,
  onRelayout,
}: {
  readonly onFit: () => void
  readonly onZoom: (factor: number) => void
  readonly onRelayout: () => void
}) {
  const t = useTranslations('graph.canvas')
  return (
    <div className="absolute bottom-3 left-3 z-2 flex flex-col rounded-control border border-line bg-raised">
      <IconButton aria-label={t('zoomIn')} icon={<PlusIcon size={16} />} onClick={() => onZoom(1.3)} />
      <IconButton aria-label={t('zoomOut')} icon={<MinusIcon size={16} />} onClick={() => onZoom(1 / 1.3)} />
      <IconButton aria-label={t('fit')} icon={<FitIcon size={16} />} onClick={onFit} />
      <IconButton aria-label={t('layOutAgain')} icon={<GraphIcon size={16} />} onClick={onRelayout} />
    </div>
  )
}
