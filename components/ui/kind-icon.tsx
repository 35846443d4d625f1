import {
  Box,
  DoorOpen,
  FileKey,
  Fingerprint,
  Globe,
  KeyRound,
  Layers,
  Puzzle,
  Radar,
  Route,
  Server,
  ServerCog,
  ShieldCheck,
  Split,
  Wallpaper,
  Waypoints,
  Wrench,
} from 'lucide-react'
import type { ComponentType } from 'react'
import { ApplicationIcon, type IconProps, ServiceIcon, WorkloadIcon } from '#components/ui/row-icons.tsx'

/** One drawing for each kind of object. A kind that is not listed gets a plain box. */
const drawings: Readonly<Record<string, ComponentType<IconProps>>> = {
  Namespace: Layers,
  Application: ApplicationIcon,
  Workload: WorkloadIcon,
  Deployment: WorkloadIcon,
  StatefulSet: WorkloadIcon,
  DaemonSet: WorkloadIcon,
  Service: ServiceIcon,
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
  EnvoyFilter: Wrench,
  ProxyConfig: Wrench,
  WasmPlugin: Puzzle,
  TrafficExtension: Puzzle,
  GatewayClass: DoorOpen,
  ListenerSet: DoorOpen,
  TLSRoute: Route,
  TCPRoute: Route,
  UDPRoute: Route,
  ReferenceGrant: ShieldCheck,
  BackendTLSPolicy: FileKey,
  InferencePool: Waypoints,
  Secret: KeyRound,
}

export function KindIcon({ kind, size = 14 }: { readonly kind: string; readonly size?: number }) {
  const Drawing = drawings[kind] ?? Box
  return <Drawing size={size} className="shrink-0 text-muted" />
}
