import { ScreenLoading } from '#components/shell/screen-states.tsx'

export default function Loading() {
  return <ScreenLoading />
}
