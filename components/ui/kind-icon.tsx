import {
  AppWindow,
  Box,
  Boxes,
  DoorOpen,
  FileKey,
  Fingerprint,
  Globe,
  KeyRound,
  Layers,
  type LucideIcon,
  Network,
  Radar,
  Route,
  Server,
  ServerCog,
  ShieldCheck,
  Split,
  Wallpaper,
} from 'lucide-react'

/** One drawing for each kind of object. A kind that is not listed gets a plain box. */
const drawings: Readonly<Record<string, LucideIcon>> = {
  Namespace: Layers,
  Application: AppWindow,
  Workload: Boxes,
  Deployment: Boxes,
  StatefulSet: Boxes,
  DaemonSet: Boxes,
  Service: Network,
  Pod: Box,
  VirtualService: Route,
  DestinationRule: Split,
  IstioGateway: DoorOpen,
  Gateway: DoorOpen,
  HTTPRoute: Route,
  GRPCRoute: Route,
  ServiceEntry: Globe,
  WorkloadEntry: Server,
  WorkloadGroup: ServerCog,
  Sidecar: Wallpaper,
  PeerAuthentication: Fingerprint,
  RequestAuthentication: FileKey,
  AuthorizationPolicy: ShieldCheck,
  Telemetry: Radar,
  Secret: KeyRound,
}

export function KindIcon({ kind, size = 14 }: { readonly kind: string; readonly size?: number }) {
  const Drawing = drawings[kind] ?? Box
  return <Drawing size={size} aria-hidden className="shrink-0 text-muted" />
}
