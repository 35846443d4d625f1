import { ScreenNotFound } from '#components/shell/screen-states.tsx'

export default function NotFound() {
  return <ScreenNotFound />
}
