"""The words of the mail about a disabled webhook, in Polish and English. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from services.notifications.channels.webhook.judgement import GONE, Health
from services.notifications.channels.webhook.settings import WebhookSettings
from services.notifications.deliveries.channel import Channel

_WORDS = {
    "pl": {
        "subject": "Upland: webhook do {host} jest wyłączony",
        "what": "Webhook {id} do {host} (subskrypcja {subscription}) nie wysyła już zdarzeń.",
        "gone": "Powód: odbiornik odpowiedział kodem 410, czyli nie chce więcej zdarzeń.",
        "failing": "Powód: odbiornik nie przyjął niczego od {since}.",
        "restored": "Powód: rejestr odtworzono z kopii zapasowej, więc miejsce, do którego doszedł webhook, jest nieważne.",
        "kept": "Nic nie ginie: zdarzenia czekają, a wznowiony webhook zacznie tam, gdzie przestał.",
        "choose": "Wybierz, od którego miejsca czytać (replay), a potem wznów webhook.",
        "do": "Napraw odbiornik, a potem wznów webhook{page} albo przez {resume}.",
        "page": " na stronie {url}",
        "why": "Ten adres jest kontaktem webhooka. Wiadomość przychodzi raz po każdym wyłączeniu, najwyżej raz na dobę.",
    },
    "en": {
        "subject": "Upland: the webhook to {host} is disabled",
        "what": "The webhook {id} to {host} (subscription {subscription}) sends no more events.",
        "gone": "Reason: the receiver answered with 410, so it wants no more events.",
        "failing": "Reason: the receiver has accepted nothing since {since}.",
        "restored": "Reason: the record was restored from a backup, so the place that the webhook had reached is not valid.",
        "kept": "Nothing is lost: the events wait, and when you resume the webhook it goes on where it stopped.",
        "choose": "Choose from where to read (replay), and then resume the webhook.",
        "do": "Repair the receiver, and then resume the webhook{page} or by {resume}.",
        "page": " on {url}",
        "why": "This address is the webhook's contact. The mail comes once after each disabling, at most once a day.",
    },
}


def mail(channel: Channel, settings: WebhookSettings, dashboard: str | None) -> tuple[str, str]:
    """Subject and text. Of the receiver's address only the host is in it, because a path may be a secret."""
    words = _WORDS[settings.lang]
    host = urlsplit(settings.url).hostname or ""
    since = Health.read(channel.progress).failing_since
    if channel.reason == GONE:
        cause, then = words["gone"], words["kept"]
    elif since is not None:
        cause, then = words["failing"].format(since=f"{since:%Y-%m-%d %H:%M} UTC"), words["kept"]
    else:
        cause, then = words["restored"], words["choose"]
    page = words["page"].format(url=f"{dashboard.rstrip('/')}/{settings.lang}/partner") if dashboard else ""
    resume = f"POST /v1/subscriptions/{channel.subscription}/channels/{channel.id}/resume"
    paragraphs = (
        words["what"].format(id=channel.id, host=host, subscription=channel.subscription),
        cause,
        then,
        words["do"].format(page=page, resume=resume),
        words["why"],
    )
    return words["subject"].format(host=host), "\n\n".join(paragraphs) + "\n"
