"""Settings of every process, read from the environment (`UPLAND_…`). `docs/operating.md` lists them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from runtime.security import Scope


class Settings(BaseSettings):
    """One process's settings. Secrets never show in a repr or a log."""

    model_config = SettingsConfigDict(env_prefix="UPLAND_", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address on which the process listens.")
    port: int = Field(0, ge=0, le=65535, description="Port on which the process listens.")
    instance: str = Field(
        "1", description="Name of this process among its kind; the Kafka member id is made of it."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least level that is logged."
    )
    traces_endpoint: str | None = Field(
        None,
        description="Where traces go: the address of an OTLP receiver over HTTP, such as"
        " `http://collector:4318/v1/traces`. Without it nothing is traced.",
    )
    traces_ratio: float = Field(
        1.0,
        ge=0,
        le=1,
        description="Part of the requests that are traced, from 0 to 1; the same for every process.",
    )

    database_url: SecretStr = Field(
        SecretStr("postgresql://localhost/upland"),
        description="PostgreSQL with the service's own role and password.",
    )
    owner_url: SecretStr | None = Field(
        None, description="PostgreSQL as the owner; migrations and `upland verify` only."
    )

    kafka_bootstrap: str = Field("127.0.0.1:8704", description="Kafka's bootstrap servers.")
    kafka_security: Literal["plaintext", "sasl_plaintext", "sasl_ssl"] = Field(
        "plaintext", description="How Kafka is reached."
    )
    kafka_username: str | None = Field(None, description="SCRAM-SHA-512 user.")
    kafka_password: SecretStr | None = Field(None, description="SCRAM-SHA-512 password.")
    kafka_ca_file: Path | None = Field(
        None,
        description="File with the certificates (PEM) of the authorities by which Kafka's certificate is checked under"
        " `sasl_ssl`. Without it they are the system's.",
    )
    topic: str = Field("upland.events", description="Topic of the log.")
    bus_key_file: Path | None = Field(
        None,
        description="File with the key by which the relay signs records and consumers verify them: one line, or the"
        " new key and then the old one. Without it no record is believed, and consumers take everything from the log.",
    )
    kafka_partners_bootstrap: str | None = Field(
        None,
        description="Kafka's bootstrap servers as partners reach them, for the answer that makes a Kafka channel and for the"
        " registry's `/asyncapi.json`.",
    )
    kafka_partners_security: Literal["sasl_plaintext", "sasl_ssl"] = Field(
        "sasl_plaintext", description="How partners reach Kafka there."
    )
    kafka_partners_username: str = Field(
        "partners",
        description="SCRAM-SHA-512 user that gives partners topics, passwords and rights; the notifications' only.",
    )
    kafka_partners_password: SecretStr | None = Field(
        None, description="Its password. Without it no Kafka channel can be made."
    )
    partner_topics: str = Field(
        "upland.partner.",
        pattern=r"^[A-Za-z0-9._-]{1,100}$",
        description="How the names of partners' topics begin. What else is there under it is taken down.",
    )
    partitions: int = Field(6, ge=1, le=256, description="Partitions of that topic when it is made.")

    answers_only: bool = Field(
        False,
        description="Whether the projections only answer questions: this process reads no events and writes nothing, so its"
        " database may be a read replica. Others follow the log.",
    )
    registry_url: str = Field("http://127.0.0.1:8701", description="Where the registry answers.")
    registry_key: SecretStr | None = Field(
        None, description="Key with history:read, for catching up from the log."
    )
    keys_file: Path | None = Field(None, description="File with the hashed API keys.")
    oidc_issuer: str | None = Field(
        None,
        pattern=r"^(?:https://|http://(?:127\.0\.0\.1|localhost)[:/])[!-~]+$",
        description="The OpenID Connect issuer whose tokens are taken like keys, exactly as in their claim `iss`. Without it"
        " there are keys only.",
    )
    oidc_audience: str | None = Field(
        None, description="What the claim `aud` of such a token has to name. Needed with an issuer."
    )
    oidc_scopes_claim: str = Field(
        "scope",
        description="The claim with a token's scopes, or with names in UPLAND_OIDC_ROLES: its name, or a JSON pointer such as"
        " `/realm_access/roles`.",
    )
    oidc_roles: dict[str, list[Scope]] = Field(
        {},
        description='Which scopes a value of that claim gives, as JSON: `{"operators": ["operate", "views:read"]}`. Where it is'
        " not set, the values are the scopes themselves.",
    )
    oidc_cluster_claim: str | None = Field(
        None,
        description="The claim that says for which cluster or party a token writes; its name, or a JSON pointer. A token without"
        " it reads, and writes only with `record:admin`.",
    )
    oidc_clusters: dict[str, str] = Field(
        {},
        description='Which stream a value of that claim means, as JSON: `{"dkm-office": "cluster-dkm"}`. Where it is not set,'
        " the value is the stream.",
    )
    oidc_client_id: str | None = Field(
        None,
        pattern=r"^[!-~]+$",
        description="The dashboard's client at that issuer: a public one, with PKCE, which may return to `/signed-in` of the"
        " dashboard. Without it the dashboard takes keys only.",
    )
    oidc_client_scope: str = Field(
        "openid", description="The scopes that the dashboard asks the issuer for, with spaces between."
    )
    oidc_client_origins: str | None = Field(
        None,
        description="Origins, separated by spaces, besides the issuer's own, to which the dashboard sends its requests: where the"
        " issuer's token endpoint is elsewhere.",
    )
    oidc_leeway: float = Field(
        30.0, ge=0, le=300, description="Seconds by which the issuer's clock and ours may differ."
    )
    names_key_file: Path | None = Field(
        None, description="File with the key that wraps the keys to persons' names; the registry's only."
    )
    channels_key_file: Path | None = Field(
        None,
        description="File with the key that seals the secrets of partners' channels: one line of 64 hexadecimal digits, or"
        " the new key and then the old ones; the notifications' only. Without it no channel with a secret can be made.",
    )
    webhook_loopback: bool = Field(
        False,
        description="Whether webhooks may go to this machine itself, also by plain HTTP: for trying them out. `upland up`"
        " sets it unless it is set.",
    )
    webhook_timeout: float = Field(
        15.0, ge=1, le=60, description="Seconds that a webhook's receiver has for the head of its answer."
    )
    webhook_disable_days: float = Field(
        5.0, gt=0, description="Days without a success after which a failing webhook is disabled."
    )
    deliveries_days: float = Field(
        30.0, gt=0, description="Days for which deliveries are listed after they succeeded or were given up."
    )
    public_url: str | None = Field(
        None,
        pattern=r"^(?:https://|http://(?:127\.0\.0\.1|localhost)[:/])[!-~]+$",
        description="Where readers of mails reach the notifications, for links that confirm or end a digest; HTTPS, but on"
        " this machine itself.",
    )
    smtp_host: str | None = Field(None, description="The SMTP server. Without it there are no digests.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port.")
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="How the connection to it is encrypted; `none` is for a server on this machine.",
    )
    smtp_user: str | None = Field(None, description="User at the SMTP server, where it asks for one.")
    smtp_password_file: Path | None = Field(None, description="File with that user's password.")
    smtp_from: str | None = Field(
        None, pattern=r"^[!-?A-~]+@[A-Za-z0-9.-]+$", description="Address that mails come from."
    )
    anonymous_read: bool = Field(False, description="Whether public facts may be read without a key.")

    dashboard_dir: Path | None = Field(
        None, description="Folder of the built dashboard; projections serves it."
    )
    embed_origins: str | None = Field(
        None,
        pattern=r"^(\*|https?://[A-Za-z0-9.-]+(:[0-9]+)?( https?://[A-Za-z0-9.-]+(:[0-9]+)?)*)$",
        description="Origins, separated by spaces, whose pages may show views of the dashboard in a frame; `*` for any. Without"
        " it no page may.",
    )
    dashboard_origin: str | None = Field(
        None,
        description="Origin of the dashboard, admitted by the CORS of the registry and of notifications.",
    )
    notifications_url: str | None = Field(
        None,
        description="Where browsers reach the notifications: projections gives it to the dashboard for the partner's page."
        " Without it the page asks its own origin.",
    )
    operator_name: str | None = Field(
        None, description="Who runs this instance, as the dashboard's pages on itself say it."
    )
    operator_email: str | None = Field(
        None, pattern=r"^[!-?A-~]+@[A-Za-z0-9.-]+$", description="Where its readers may write to."
    )
    operator_phone: str | None = Field(
        None, pattern=r"^[+0-9 ()-]{5,30}$", description="Where its readers may call."
    )
    data_licence: str | None = Field(
        None, description="Under which licence its data may be used, such as CC BY 4.0."
    )
    data_licence_url: str | None = Field(
        None, pattern=r"^https://[!-~]+$", description="Where the text of that licence is."
    )
    accessibility_status: Literal["full", "partial", "none"] | None = Field(
        None,
        description="How far the dashboard here meets the Polish act on digital accessibility: for its declaration.",
    )
    accessibility_checked: date | None = Field(None, description="The day on which that was last checked.")
    published: date | None = Field(
        None, description="The day on which this instance was opened to its readers."
    )

    rate_limit: int = Field(
        2_000,
        ge=0,
        description="Requests a second of one key, or of one address without a key; 0 for any number.",
    )
    max_connections: int = Field(
        12_288,
        ge=1,
        description="Connections at once; more are possible only where the process may open so many files.",
    )
    streams_at_once: int = Field(
        256, ge=1, description="Streams of events that one key, or one address without a key, may have open."
    )
    clock_tolerance: float = Field(
        300, ge=1, description="Seconds by which clocks may differ before commands are refused."
    )
    max_body: int = Field(262_144, ge=1024, description="Largest body of one command, in bytes.")
    max_import: int = Field(2_097_152, ge=1024, description="Largest file of one import over HTTP, in bytes.")
    imports_days: float = Field(
        30.0,
        gt=0,
        description="Days for which an import over HTTP is kept: its reports, and that it can be undone.",
    )
    answers_ahead: int = Field(
        134_217_728,
        ge=1_048_576,
        description="Bytes of answers to one POST /v1/commands that wait in a temporary file for a client that has"
        " not read them yet; then no more of its lines are read.",
    )
    queue_limit: int = Field(
        20_000, ge=1, description="Appends that may wait for the log before it answers 503."
    )
    queue_bytes: int = Field(
        67_108_864, ge=1024, description="Bytes that may wait for the log before it answers 503."
    )

    @model_validator(mode="after")
    def _audience_is_named(self) -> Settings:
        if self.oidc_issuer is not None and not self.oidc_audience:
            raise ValueError("UPLAND_OIDC_ISSUER needs UPLAND_OIDC_AUDIENCE: whose tokens for whom are taken")
        if self.oidc_client_id is not None and self.oidc_issuer is None:
            raise ValueError("UPLAND_OIDC_CLIENT_ID needs UPLAND_OIDC_ISSUER: where people sign in")
        return self
