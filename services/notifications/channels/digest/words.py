"""The words of digests around the facts, in Polish and English."""

from __future__ import annotations

from services.notifications.channels.documents import Lang

WORDS: dict[Lang, dict[str, str]] = {
    "pl": {
        "others": "Pozostałe",
        "more": "Pokazano najnowsze, a jest ich więcej: {count}.",
        "repeats": "Część tych faktów mogła być już w poprzedniej wiadomości: serwer poczty nie potwierdził jej przyjęcia.",
        "source": "Źródło",
        "why": "Otrzymujesz tę wiadomość, bo ten adres potwierdził subskrypcję {subscription}.",
        "unsubscribe": "Rezygnuję z tych wiadomości",
        "unsubscribe_question": "Czy zrezygnować z wiadomości Upland na ten adres?",
        "unsubscribed": "Nie będzie więcej wiadomości na ten adres.",
        "confirm_subject": "Upland: potwierdź adres",
        "confirm_text": "Ktoś podał ten adres, by wysyłać na niego nowe fakty z rejestru współpracy klastrów.",
        "confirm_else": "Jeśli to nie Ty, nic nie rób: bez potwierdzenia nic więcej nie przyjdzie.",
        "confirm": "Potwierdzam ten adres",
        "confirm_question": "Czy wysyłać nowe fakty na ten adres?",
        "confirmed": "Adres jest potwierdzony. Pierwsza wiadomość przyjdzie, gdy pojawią się nowe fakty.",
        "void": "Ten odnośnik jest nieważny lub wygasł.",
    },
    "en": {
        "others": "Others",
        "more": "The newest are shown; there are {count} more.",
        "repeats": "Some of these facts may have been in the message before: the mail server did not confirm that one.",
        "source": "Source",
        "why": "You get this message because this address has confirmed the subscription {subscription}.",
        "unsubscribe": "Unsubscribe",
        "unsubscribe_question": "Stop the messages of Upland to this address?",
        "unsubscribed": "No more messages will come to this address.",
        "confirm_subject": "Upland: confirm your address",
        "confirm_text": "Somebody gave this address for new facts of the record of how clusters work together.",
        "confirm_else": "If it was not you, do nothing: without your word nothing more will come.",
        "confirm": "Confirm this address",
        "confirm_question": "Send new facts to this address?",
        "confirmed": "The address is confirmed. The first message comes when there are new facts.",
        "void": "This link is not valid, or not any more.",
    },
}


def new_facts(count: int, lang: Lang) -> str:
    """“3 nowe fakty”, “5 nowych faktów”, “1 new fact”."""
    if lang == "en":
        return f"{count} new fact{'' if count == 1 else 's'}"
    if count == 1:
        return "1 nowy fakt"
    few = count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14}
    return f"{count} {'nowe fakty' if few else 'nowych faktów'}"
