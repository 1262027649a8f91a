"""What the words mean that help desks and cities use for the state of a ticket, and logs for what was done to it.

Belongs here: words of states and activities. Does not: columns (columns), the draft that lists them (states).
"""

from assets.drafting.vocabulary import folded, likeness

STATES = {
    "new": (
        "new",
        "created",
        "create",
        "insert ticket",
        "registered",
        "submitted",
        "initiated",
        "reported",
        "neu",
        "nouveau",
        "nuevo",
        *("create ticket", "open ticket", "create case", "create request", "logged", "новое", "новый", "новая", "nowe", "nytt", "gemeld"),
        *(
            "受付",
            "新建",
            "待处理",
            "待受理",
            "unconfirmed",
            "register",
            "received",
            "ingresado",
            "recibido",
            "eingegangen",
            "recu",
            "recue",
        ),
    ),
    "open": (
        *("open", "active", "in progress", "work in progress", "take in charge ticket", "accepted", "assigned", "assign", "assignment"),
        *(
            "reopened",
            "reopen",
            "working",
            "started",
            "dispatched",
            "queued",
            "awaiting assignment",
            "escalated",
            "transferred out",
            "acknowledged",
        ),
        *("waiting on us", "waiting for support", "waiting for agent", "in behandlung", "in bearbeitung", "offen", "en cours"),
        *("wip", "assign ticket", "assign case", "reopen ticket", "в работе", "открыт", "открыто", "назначено", "w trakcie", "otwarte"),
        *("pagaende", "oppet", "in behandeling", "aperta", "in lavorazione", "対応中", "处理中", "已受理", "modtaget"),
        *("investigating", "confirmed", "action scheduled", "scheduled", "planned", "researching", "customer responded", "prise en charge"),
        *("en tramite", "en proceso", "em analise", "aberta", "aberto", "en cours de traitement", "under review", "reported"),
        *("en cours attribue", "en cours planifie", "acceptee", "abierto", "en curso", "in corso", "aperto", "em andamento"),
    ),
    "pending": (
        *("pending", "wait", "waiting", "waiting for customer", "waiting on customer", "waiting on contact", "awaiting user info"),
        *("wait user", "wait customer", "pending customer response", "pending reminder", "pending auto close", "awaiting customer"),
        *(
            "в ожидании",
            "ожидание",
            "ожидает ответа",
            "oczekuje",
            "väntar",
            "保留中",
            "waiting for details",
            "awaiting response",
            "awaiting reply",
            "awaiting information",
            "feedback",
            "ruckfrage",
        ),
        *("ruckfrage beim kunden", "warten zur erinnerung", "warten auf erfolgreich schliessen"),
        *("wartend", "en attente", "pendiente", "in attesa"),
    ),
    "hold": (
        *(
            "on hold",
            "onhold",
            "hold",
            "parked",
            "pending vendor",
            "blocked",
            "suspended",
            "snoozed",
            "stalled",
            "require upgrade",
            "awaiting vendor",
            "wait vendor",
        ),
        *("wait implementation", "waiting on third party", "schedule intervention"),
    ),
    "solved": (
        *("solved", "resolved", "resolve", "resolve ticket", "completed", "complete", "done", "fixed", "gelost", "resolu", "resuelto"),
        *(
            "risolto",
            "problem solved",
            "information provided",
            "resol",
            "fixed council",
            "fixed user",
            "erledigt",
            "resolvido",
            "resolvida",
        ),
        *(
            "решено",
            "решен",
            "выполнено",
            "rozwiazane",
            "完了",
            "解決済み",
            "已解决",
            "已完成",
            "respondido",
            "respondida",
            "atendido",
            "atendida",
            "beantwortet",
            "repondu",
            "in call",
        ),
    ),
    "closed": (
        *("closed", "close", "closed successful", "closed unsuccessful", "finished", "geschlossen", "ferme", "clos", "cerrado", "chiuso"),
        *(
            "close ticket",
            "close case",
            "close request",
            "закрыто",
            "закрыт",
            "закрыта",
            "zamkniete",
            "avslutat",
            "avslutad",
            "afgehandeld",
        ),
        *(
            "chiusa",
            "已关闭",
            "已办结",
            "クローズ",
            "abgeschlossen",
            "erfolgreich geschlossen",
            "erfolglos geschlossen",
            "clsd",
            "cloture",
            "cloturee",
            "finalizado",
            "finalizada",
        ),
        *(
            "fechada",
            "encerrado",
            "encerrada",
            "concluido",
            "rejected",
            "declined",
            "refusee",
            "rechazado",
            "not fixed",
            "no further action",
        ),
        *("closed with relief", "closed without relief", "untimely response", "cerrada", "finalizada avaliada"),
        *("fechado", "afgesloten", "terminee", "closed with explanation", "closed with monetary relief", "closed with non monetary relief"),
    ),
    "same": (
        *("verified", "assign seriousness", "note", "comment", "update", "operator update", "update from customer", "reassignment"),
        *("caused by ci", "communication with customer", "description update", "impact change", "urgency change"),
        *("notification", "attachment added"),
    ),
    "deleted": (
        *("deleted", "invalid", "duplicate", "duplicate closed", "duplicate open", "spam", "cancelled", "canceled", "cancelled testing"),
        *("withdrawn", "merged", "removed"),
        *("supprime", "supprimee", "void", "voided", "anulado", "anulada", "storniert", "annule", "annulee"),
    ),
}
ENOUGH = 0.75
DENIALS = {"not", "non", "nicht", "no", "nao", "never", "without", "un"}


def state_of(word: str) -> str | None:
    """The canonical state a word most likely stands for.

    >>> state_of("Resolve ticket"), state_of("VERIFIED"), state_of("Not resolved")
    ('solved', 'same', None)
    """
    scored = {state: likeness(word, words) for state, words in STATES.items()}
    best = max(scored, key=lambda state: scored[state])
    # "not resolved" holds the word resolved and says the contrary
    enough = 1.0 if set(folded(word).split()) & DENIALS else ENOUGH
    if scored[best] >= enough:
        return best
    # Closed - works completed: what stands before the dash
    first, sign, _ = word.partition(" - ")
    return state_of(first) if sign else None
