"""Words that exports use for the columns and outcomes we know, in the languages of the centres we have seen.

Belongs here: words, as they stand in headers and cells. Does not: how sure a match is (columns).
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from assets.drafting.dispatch_words import DISPATCH, DISPATCH_EVENT, EVENTS
from assets.drafting.more_ticket_words import MORE_TICKET, MORE_TICKET_UPDATE
from assets.drafting.more_words import MORE_CALL, MORE_OUTCOMES, MORE_TOTALS
from assets.drafting.shift_words import SHIFT
from assets.drafting.ticket_words import TICKET, TICKET_UPDATE
from assets.drafting.totals_words import TOTAL

PLAIN = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "ı": "i", "æ": "ae"})
ACCENTED = re.compile("LATIN|GREEK")
SQUEEZED = 6  # shorter phrases without their blanks are other words
IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]+")
SUFFIX = re.compile(
    r"(?i)[\s_(\[]+(s|sec|secs|seconds|sekunden|s\.|utc|utc[+-]\d\d:\d\d|local|min|hh:mm:ss|dttm|dt tm|datetime|date time)[\s)\]]*$"
)
# Phrases are compared after `folded`: lower case, no accents, no punctuation, camelCase split.
_CALL = {
    "leg_id": "leg id; segment id; session id; conversation leg; interaction id; row id; record id; id",
    "contact_id": """
        call id; callid; contact id; unique id; uniqueid; conversation id; call number; call reference; call guid;
        ucid; anruf
        id; anrufnummer; gesprachs id; id appel; identifiant appel; numero appel; id llamada; id de llamada; id
        chiamata; id
        chamada; gespreks id; id polaczenia; nomer zvonka; id zvonka; номер звонка; ид звонка
    """,
    "queue": """
        queue; queue name; queuename; ring groups; ring group; skill; skill name;
        skillset; split; acd group; hunt group; service; dnis name;
        vdn; line
        of business; warteschlange; gruppe; agentengruppe; file; file d attente; competence; cola; grupo; servicio;
        coda;
        fila; wachtrij; kolejka; grupa; очередь; группа; линия; type; vq; virtual queue; campaign
    """,
    "channel": "channel; media; media type; kanal; canal; canale; kanaal; канал",
    "direction": "direction; call direction; richtung; sens; direccion; direzione; direcao; richting; kierunek; направление",
    "customer_key": """
        ani; caller; caller id; callerid; cli; calling number; caller number; from number; customer phone; phone; phone
        number; customer number; customer id; from; source number; src; rufnummer; anrufer; telefonnummer;
        kundennummer; numero
        appelant; appelant; telephone; telefono; numero llamante; cliente; chiamante; telefone; beller;
        telefoonnummer; numer
        telefonu; dzwoniacy; телефон; номер клиента; аон
    """,
    "did": """
        dnis; did; called number; dialed number; dialled number; dialed; to number; to; dst; zielrufnummer; gewahlte
        nummer;
        numero appele; numero marcado; numero chiamato; набранный номер
    """,
    "entered_at_utc": """
        queue start; q start; queue entry; queue entry time; queued at; enqueued at; enqueue time; entered queue;
        entered at;
        arrival; arrived at; arrival time; received; received at; offered at; call start; start time; starttime; start;
        call time; call date; date time; datetime; timestamp; created at; begin; vru entry; t arrive; t queue;
        anrufbeginn; beginn; startzeit; datum
        uhrzeit; zeitpunkt; debut; heure debut; date heure; date appel; inicio; fecha hora; fecha; hora inicio;
        inizio; data
        ora; data hora; begintijd; poczatek; data i godzina; дата; время; дата и время; начало; дата звонка
    """,
    "wait_s": """
        queue time; q time; wait; wait time; waiting time; time in queue; queue wait; asa; hold before answer; speed of
        answer; queue seconds; wartezeit; wartedauer; temps d attente; duree attente; attente; tiempo de espera;
        espera; tempo
        di attesa; attesa; tempo de espera; wachttijd; czas oczekiwania; время ожидания; ожидание
    """,
    "ring_s": """
        ring time; ringing; ring; alert time; ring seconds; klingelzeit; rufzeit; sonnerie; timbre; beltijd; czas
        dzwonienia;
        время вызова
    """,
    "talk_s": """
        talk; talk time; talking; conversation time; call duration; duration; billsec; ser time; service time; talk seconds;
        handle
        seconds; gesprachszeit; gesprachsdauer; dauer; sprechzeit; duree conversation; temps de conversation; duree;
        tiempo de
        conversacion; duracion; durata; durata conversazione; duracao; gespreksduur; gesprekstijd; czas rozmowy;
        длительность;
        длительность разговора; разговор
    """,
    "hold_s": """
        hold; hold time; on hold; hold seconds; haltezeit; mise en attente; temps de garde; tiempo retenido; tempo in
        attesa;
        wacht; czas wstrzymania; удержание
    """,
    "acw_s": """
        acw; wrap; wrap time; wrapup; wrap up; wrap up time; after call work; after call; acw seconds; nachbearbeitung;
        nachbearbeitungszeit; post appel; traitement post appel; post llamada; trabajo posterior; nawerk; nawerktijd;
        постобработка
    """,
    "agent": """
        agent; agent name; agentname; agent id; user; server; operator; answered by; mitarbeiter; bearbeiter; agente;
        operador; operatore; conseiller; teleconseiller; medewerker; konsultant; оператор; сотрудник
    """,
    "outcome": """
        outcome; disposition; result; status; call status; call result; final status; termination; end reason; answered;
        abandoned; answered y n; ergebnis; anrufstatus; resultat; statut; resultado; estado; esito; stato; resultaat;
        wynik;
        результат; статус; исход
    """,
    "transfer_to": """
        transfer to; transferred to; transfer target; weiterleitung; transfere a; transferido a; trasferito a;
        doorverbonden
        naar; перевод на
    """,
    "topic": """
        topic; reason; call reason; category; call type; subject; wrap up code; thema; grund; anrufgrund; motif; motivo;
        categoria; onderwerp; temat; тема; причина; категория
    """,
}
# The type of an answer, such as complete, is no queue.
_SURVEY = {
    "response_id": """
        response id; responseid; invite id; survey id; respondent id; invitation id; submission id; antwort id; id reponse; id
        respuesta;
        id ankiety; номер анкеты
    """,
    "contact_id": _CALL["contact_id"],
    "ticket_id": "ticket id; ticket; case id; case number; ticketnummer; номер обращения",
    "sent_at_utc": """
        asked at; sent at; sent; invited at; survey sent; invitation sent; sent date; gesendet; envoye; enviado;
        inviato;
        wyslano; отправлено
    """,
    "answered_at_utc": """
        answered at; completed at; responded at; response date; end date; submitted at; submit date; recorded date; survey date;
        date of call; call date; zeitstempel; horodateur; marca temporal;
        answer
        date; beantwortet; repondu le; respondido; risposto; ответ получен
    """,
    "queue": _CALL["queue"].replace(" type;", ""),
    "customer_key": _CALL["customer_key"],
    "agent": """
        agent; agent name; agentname; agent id; user; server; operator; answered by; mitarbeiter; bearbeiter; agente;
        operador; operatore; conseiller; teleconseiller; medewerker; konsultant; оператор; сотрудник
    """,
    "mode": "mode; collection mode; survey type; channel; survey channel; kanal; canal; канал",
    "csat": """
        csat; csat score; satisfaction; how satisfied; satisfied;
        score; rating; overall satisfaction; survey score; satisfaction rating; satisfaction score;
        zufriedenheit; bewertung; note; satisfaccion; calificacion; soddisfazione; satisfacao; tevredenheid; ocena;
        zadowolenie; оценка; удовлетворенность
    """,
    "nps": """
        nps; nps score; net promoter score; recommend; how likely; likely to recommend; likelihood to recommend; wie wahrscheinlich;
        empfehlen; recommanderiez;
        recomendaria; net promoter; weiterempfehlung; recommandation; recomendacion;
        polecenie;
        рекомендация
    """,
    "ces": "ces; ces score; effort; customer effort; effort score; how easy; made it easy; easy to; aufwand; esfuerzo; sforzo; усилие",
    "is_resolved": """
        resolved; solved; issue resolved; issue resolved today; was your issue resolved; was your problem solved;
        problem solved; fcr; gelost; resolu; resuelto; risolto; rozwiazany; решен
    """,
    "contacts_needed": "contacts needed; number of contacts; times called; anzahl anrufe",
    "is_delivered": "delivered; bounced; zugestellt; delivre",
}
_REVIEW = {
    "at_utc": """
        date; review date; published at; published date; review created; created at; create time; submit date;
        review submit date and time; time; posted; posted at; datum
    """,
    "rating": "rating; stars; review stars; star rating; score; review rating; bewertung; sterne; note; etoiles; estrellas",
    "topics": "text; review; review text; review content; comment; content; body; message; kommentar; review title",
    "platform": "source; platform; site; channel; store; quelle",
    "replied_at_utc": """
        replied at; reply date; company reply date; review reply update time; reply update time; answered at; response date;
        owner reply date; owner response date; developer reply date; developer reply date and time; answered
    """,
    "queue": "location; location name; place; store name; business; product; branch",
    "review_id": "review id; reviewid; id",
    "language": "language; lang; sprache",
}
OUTCOMES = {
    "answered": """
        answered; answer; handled; connected; completed; agent; served; complete; accepted; angenommen; beantwortet;
        bedient;
        repondu; traite; decroche; contestada; atendida; atendido; risposta; gestita; beantwoord; odebrane; odebrany;
        отвечен;
        отвеченный; принят; обслужен; 接听
    """,
    "abandoned": """
        abandoned; abandon; hang; hangup; hung up; lost; caller hung up; disconnected in queue; missed; no answer;
        noanswer;
        unanswered; aufgelegt; verloren; abgebrochen; abandonne; perdu; abandonada; abandonado; perdida; abbandonata;
        persa;
        opgehangen; verlaten; porzucone; utracone; потерян; потерянный; сброшен; пропущен; 放弃
    """,
    "flowout_timeout": """
        timeout; overflow; overflowed; flow out; flowout; exitwithtimeout; max wait; zeituberschreitung; uberlauf;
        debordement; desborde; переполнение
    """,
    "flowout_empty": "no agents; exitempty; queue empty; keine agenten",
    "flowout_transfer": """
        transfer; transferred; redirected; forwarded; weitergeleitet; transfere; transferida; transferido; переведен
    """,
    "flowout_key": "voicemail; exitwithkey; left message; key pressed; mailbox; messagerie; buzon de voz",
    "callback_scheduled": """
        callback; call back; callback requested; callback scheduled; ruckruf; rappel; devolucion de llamada; обратный
        звонок
    """,
    "failed": "failed; error; busy; congestion; technical failure; fehler; besetzt; echec; fallida; errore; ошибка; занято",
    "excluded": "test; phantom; internal; spam; wrong number; testanruf; interne; prueba; тест",
}


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Bring a header or a cell into the form the phrases above have."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    # Only accents of Latin and Greek are dropped: the sign that makes и a й is part of the letter.
    signs = text.translate(PLAIN)
    text = "".join(unicodedata.normalize("NFKD", sign)[0] if ACCENTED.match(unicodedata.name(sign, "")) else sign for sign in signs)
    return " ".join(re.findall(r"\w+", text.replace("_", " ").lower())).replace("ς", "σ")


def _phrases(*tables: dict[str, str]) -> dict[str, tuple[str, ...]]:
    told = {canonical: ";".join(table.get(canonical, "") for table in tables) for table in tables for canonical in table}
    return {canonical: tuple(folded(phrase) for phrase in words.split(";") if phrase.strip()) for canonical, words in told.items()}


def _told_shortly(phrases: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Each phrase, and then as a database shortens it: fecha_cierre for fecha de cierre, received_dt for received date, createdon."""
    short = {
        canonical: [re.sub(r" date$", " dt", re.sub(r" (de|del|d|des|du|di|da|do|la|le) ", " ", phrase)) for phrase in told]
        for canonical, told in phrases.items()
    }
    return {
        canonical: tuple(dict.fromkeys((*told, *short[canonical], *(phrase.replace(" ", "") for phrase in told if len(phrase) > SQUEEZED))))
        for canonical, told in phrases.items()
    }


HEADER_WORDS = {
    "call": _phrases(_CALL, MORE_CALL),
    "survey": _phrases(_SURVEY),
    "ticket": _told_shortly(_phrases(TICKET, MORE_TICKET)),
    "ticket_update": _told_shortly(_phrases(TICKET_UPDATE, MORE_TICKET_UPDATE)),
    "review": _phrases(_REVIEW),
    "dispatch": _phrases(DISPATCH),
    "dispatch_event": _phrases(DISPATCH_EVENT),
    "interval_total": _phrases(TOTAL, MORE_TOTALS),
    "shift_activity": _phrases(SHIFT),
}
OUTCOME_WORDS = _phrases(OUTCOMES, MORE_OUTCOMES)
EVENT_WORDS = _phrases(EVENTS)


def likeness(header: str, phrases: tuple[str, ...]) -> float:
    """How much a header says one of the phrases: 1 as a whole, less with words around it, earlier phrases a little more."""
    wanted = folded(SUFFIX.sub("", header.strip()))
    best = 0.0
    for place, phrase in enumerate(phrases):
        lead = 0.001 * max(0, 50 - place)
        if wanted == phrase:
            best = max(best, 1.0 + lead)
        elif len(phrase) > 2 and f" {phrase} " in f" {wanted} ":
            best = max(best, 0.55 + 0.3 * len(phrase) / len(wanted) + lead)
        elif len(phrase) > 1 and IDEOGRAPHS.fullmatch(phrase) and phrase in wanted:
            best = max(best, 0.5 + 0.4 * len(phrase) / len(wanted))  # words stand without blanks between them
    return best


def outcome_of(word: str) -> str | None:
    """The canonical outcome a word most likely stands for."""
    return _meaning(word, OUTCOME_WORDS)


def event_of(word: str) -> str | None:
    """The event of a dispatch a word most likely stands for."""
    return _meaning(word, EVENT_WORDS)


def _meaning(word: str, phrases_of: dict[str, tuple[str, ...]]) -> str | None:
    scored = {canonical: likeness(word, phrases) for canonical, phrases in phrases_of.items()}
    best = max(scored, key=lambda canonical: scored[canonical])
    return best if scored[best] >= 0.75 else None
