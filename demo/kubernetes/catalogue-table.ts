/**
 * The built-in kinds of kube-apiserver 1.34: group, versions (`v1@v1beta1`: v1 is served, v1beta1 is how etcd keeps
 * it), resource, kind, scope (N namespaced, C cluster, L cluster and read only, R and RN reviews: create only), short
 * names, categories, subresources. As its discovery tells them.
 */
export const catalogueTable = `
core v1 bindings Binding RN
core v1 componentstatuses ComponentStatus L cs
core v1 configmaps ConfigMap N cm
core v1 endpoints Endpoints N ep
core v1 events Event N ev
core v1 limitranges LimitRange N limits
core v1 namespaces Namespace C ns - finalize,status
core v1 nodes Node C no - proxy,status
core v1 persistentvolumeclaims PersistentVolumeClaim N pvc - status
core v1 persistentvolumes PersistentVolume C pv - status
core v1 pods Pod N po all attach,binding,ephemeralcontainers,eviction,exec,log,portforward,proxy,resize,status
core v1 podtemplates PodTemplate N
core v1 replicationcontrollers ReplicationController N rc all scale,status
core v1 resourcequotas ResourceQuota N quota - status
core v1 secrets Secret N
core v1 serviceaccounts ServiceAccount N sa - token
core v1 services Service N svc all proxy,status
apiregistration.k8s.io v1 apiservices APIService C - api-extensions status
apps v1 controllerrevisions ControllerRevision N
apps v1 daemonsets DaemonSet N ds all status
apps v1 deployments Deployment N deploy all scale,status
apps v1 replicasets ReplicaSet N rs all scale,status
apps v1 statefulsets StatefulSet N sts all scale,status
events.k8s.io v1 events Event N ev
authentication.k8s.io v1 selfsubjectreviews SelfSubjectReview R
authentication.k8s.io v1 tokenreviews TokenReview R
authorization.k8s.io v1 localsubjectaccessreviews LocalSubjectAccessReview RN
authorization.k8s.io v1 selfsubjectaccessreviews SelfSubjectAccessReview R
authorization.k8s.io v1 selfsubjectrulesreviews SelfSubjectRulesReview R
authorization.k8s.io v1 subjectaccessreviews SubjectAccessReview R
autoscaling v2,v1 horizontalpodautoscalers HorizontalPodAutoscaler N hpa all status
batch v1 cronjobs CronJob N cj all status
batch v1 jobs Job N - all status
certificates.k8s.io v1 certificatesigningrequests CertificateSigningRequest C csr - approval,status
networking.k8s.io v1 ingressclasses IngressClass C
networking.k8s.io v1 ingresses Ingress N ing - status
networking.k8s.io v1 ipaddresses IPAddress C ip
networking.k8s.io v1 networkpolicies NetworkPolicy N netpol
networking.k8s.io v1 servicecidrs ServiceCIDR C - - status
policy v1 poddisruptionbudgets PodDisruptionBudget N pdb - status
rbac.authorization.k8s.io v1 clusterrolebindings ClusterRoleBinding C
rbac.authorization.k8s.io v1 clusterroles ClusterRole C
rbac.authorization.k8s.io v1 rolebindings RoleBinding N
rbac.authorization.k8s.io v1 roles Role N
storage.k8s.io v1 csidrivers CSIDriver C
storage.k8s.io v1 csinodes CSINode C
storage.k8s.io v1 csistoragecapacities CSIStorageCapacity N
storage.k8s.io v1 storageclasses StorageClass C sc
storage.k8s.io v1 volumeattachments VolumeAttachment C - - status
storage.k8s.io v1@v1beta1 volumeattributesclasses VolumeAttributesClass C vac
admissionregistration.k8s.io v1 mutatingwebhookconfigurations MutatingWebhookConfiguration C - api-extensions
admissionregistration.k8s.io v1 validatingadmissionpolicies ValidatingAdmissionPolicy C - api-extensions status
admissionregistration.k8s.io v1 validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding C - api-extensions
admissionregistration.k8s.io v1 validatingwebhookconfigurations ValidatingWebhookConfiguration C - api-extensions
apiextensions.k8s.io v1@v1beta1 customresourcedefinitions CustomResourceDefinition C crd,crds api-extensions status
scheduling.k8s.io v1 priorityclasses PriorityClass C pc
coordination.k8s.io v1 leases Lease N
node.k8s.io v1 runtimeclasses RuntimeClass C
discovery.k8s.io v1 endpointslices EndpointSlice N
resource.k8s.io v1@v1beta2 deviceclasses DeviceClass C
resource.k8s.io v1@v1beta2 resourceclaims ResourceClaim N - - status
resource.k8s.io v1@v1beta2 resourceclaimtemplates ResourceClaimTemplate N
resource.k8s.io v1@v1beta2 resourceslices ResourceSlice C
flowcontrol.apiserver.k8s.io v1 flowschemas FlowSchema C - - status
flowcontrol.apiserver.k8s.io v1 prioritylevelconfigurations PriorityLevelConfiguration C - - status
`
