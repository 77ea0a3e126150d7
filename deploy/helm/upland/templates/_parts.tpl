{{/* What each process is: its command's module, its port, its principal on Kafka, and the files of secrets by their names in the container. */}}
{{- define "upland.processes" -}}
registry:
  module: services.registry
  port: 8701
  secrets: { UPLAND_DATABASE_URL: registry_database_url, names.key: names_key }
  variables: { UPLAND_NAMES_KEY_FILE: /run/secrets/names.key }
relay:
  module: services.registry.relay
  port: 8708
  secrets: { UPLAND_DATABASE_URL: registry_database_url, UPLAND_KAFKA_PASSWORD: kafka_relay_password, bus.key: bus_key }
  variables: { UPLAND_KAFKA_USERNAME: relay }
projections:
  module: services.projections
  port: 8702
  secrets: { UPLAND_DATABASE_URL: projections_database_url, UPLAND_KAFKA_PASSWORD: kafka_projections_password, UPLAND_REGISTRY_KEY: projections_key, bus.key: bus_key }
  variables: { UPLAND_KAFKA_USERNAME: projections }
answers:
  module: services.projections
  port: 8712
  secrets: { UPLAND_DATABASE_URL: {{ .Values.answers.database }}, UPLAND_REGISTRY_KEY: projections_key }
  variables: { UPLAND_ANSWERS_ONLY: "true" }
notifications:
  module: services.notifications
  port: 8703
  secrets: { UPLAND_DATABASE_URL: notifications_database_url, UPLAND_KAFKA_PASSWORD: kafka_notifications_password, UPLAND_KAFKA_PARTNERS_PASSWORD: kafka_partners_password, UPLAND_REGISTRY_KEY: notifications_key, bus.key: bus_key, channels.key: channels_key }
  variables: { UPLAND_KAFKA_USERNAME: notifications, UPLAND_CHANNELS_KEY_FILE: /run/secrets/channels.key }
setup:
  secrets: { UPLAND_OWNER_URL: owner_database_url, UPLAND_KAFKA_PASSWORD: kafka_password, KAFKA_RELAY_PASSWORD: kafka_relay_password, KAFKA_PROJECTIONS_PASSWORD: kafka_projections_password, KAFKA_NOTIFICATIONS_PASSWORD: kafka_notifications_password, KAFKA_PARTNERS_PASSWORD: kafka_partners_password, REGISTRY_PASSWORD: registry_password, PROJECTIONS_PASSWORD: projections_password, NOTIFICATIONS_PASSWORD: notifications_password, PROJECTIONS_KEY: projections_key, NOTIFICATIONS_KEY: notifications_key, bus.key: bus_key }
{{- end }}

{{- define "upland.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "upland.labels" -}}
app.kubernetes.io/name: upland
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "upland.variables" -}}
UPLAND_KAFKA_BOOTSTRAP: {{ .Values.kafka.bootstrap }}
UPLAND_KAFKA_SECURITY: {{ .Values.kafka.security }}
UPLAND_BUS_KEY_FILE: /run/secrets/bus.key
UPLAND_KEYS_FILE: /var/lib/upland/keys.json
UPLAND_REGISTRY_URL: http://{{ .Release.Name }}-registry:8701
UPLAND_DASHBOARD_ORIGIN: {{ .Values.dashboardOrigin }}
UPLAND_NOTIFICATIONS_URL: {{ .Values.notificationsOrigin }}
UPLAND_ANONYMOUS_READ: {{ .Values.anonymousRead | quote }}
{{- with .Values.kafka.authorities }}
UPLAND_KAFKA_CA_FILE: /run/secrets/{{ . }}
{{- end }}
{{- with .Values.kafka.partners }}
UPLAND_KAFKA_PARTNERS_BOOTSTRAP: {{ . }}
{{- end }}
{{- with .Values.settings }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "upland.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false  # a Service of the name upland-… would set variables of ours
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "upland.container" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{- define "upland.setup" -}}
resources: { requests: { cpu: 250m, memory: 384Mi }, limits: { memory: 2Gi } }
volumeMounts:
  - { name: temporary, mountPath: /tmp }
  - { name: data, mountPath: /var/lib/upland }
  - { name: secrets, mountPath: /run/secrets, readOnly: true }
{{- end }}

{{/* Of a list of the values, and the process's name: its volumes. */}}
{{- define "upland.volumes" -}}
{{- $process := get (include "upland.processes" (first .) | fromYaml) (last .) -}}
- name: temporary
  emptyDir: { medium: Memory, sizeLimit: 512Mi }
- name: data
  persistentVolumeClaim: { claimName: {{ (first .).Release.Name }}-keys }
- name: secrets
  secret:
    secretName: {{ (first .).Values.secret }}
    defaultMode: 0440
    items:
    {{- range $path, $key := $process.secrets }}
      - { key: {{ $key }}, path: {{ $path }} }
    {{- end }}
    {{- range uniq (compact (list (first .).Values.kafka.authorities (first .).Values.postgres.authorities)) }}
      - { key: {{ . }}, path: {{ . }} }
    {{- end }}
{{- end }}
