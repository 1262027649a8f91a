"""Words that reports of sums use for their columns: a row a queue and interval, day or month.

Belongs here: words, as they stand in headers, and which of them say a mean. Does not: how sure a match is (columns).
"""

TOTAL = {
    "at_utc": """
        interval start; start interval; interval start time; start time; start date; period start; interval; date time; datetime;
        timestamp; date; day; month; period; period name; periodname; week; half hour; hour; time; datum; tag; monat; zeitraum;
        intervall; date heure; periode; jour; mois; fecha; dia; mes; periodo; intervalo; data; giorno; mese; dag; maand; data i godzina;
        дата; месяц; период; интервал; 日期; 时间
    """,
    "queue": """
        queue; queue name; csq name; csq; contact service queue; skill; skill name; split; split skill; acd group; hunt group; ring group;
        service name; vdn; call type name; line of business; campaign; warteschlange; gruppe; fertigkeit; file; file d attente; cola; grupo;
        servicio; coda; fila; wachtrij; kolejka; grupa; очередь; группа; линия; 队列; 技能组
    """,
    "offered": """
        calls offered; contacts offered; offered; offer; calls presented; contacts presented; presented; number calls offered; acd offered;
        incoming; incoming calls; inbound calls; calls received; received; total calls; calls arrived; arrivals; calls; contacts; volume;
        n offered; angebotene anrufe; angeboten; eingehende anrufe; anrufe; appels recus; appels presentes; appels entrants; presentes;
        llamadas ofrecidas; llamadas entrantes; ofrecidas; llamadas recibidas; chiamate offerte; offerte; chiamate; ontvangen; aangeboden;
        oferowane; поступило; входящих; всего звонков; 来电数; 呼入
    """,
    "answered": """
        calls answered; answered calls; answered; answer; acd calls; calls handled; contacts handled; handled; handle; n answered;
        calls taken;
        angenommene anrufe; angenommen; beantwortet; appels traites; appels repondus; traites; llamadas atendidas; atendidas; contestadas;
        chiamate gestite; gestite; risposte; beantwoord; odebrane; отвечено; принято; 接听数; 接通
    """,
    "answered_in_time": """
        answered within sla; within sla; answered within target; within target;
        calls handled sl; handled sl; calls answered sl; in sla; answered in sla;
        answered within threshold; answered in time; answered within sl; answered within service level; calls within sl; calls answered in;
        handled within sl; within sl; in sl; within service level; met service level; service level met; acceptable; within threshold;
        answered in t; service level; sl; service level pct; sla; servicelevel; niveau de service; nivel de servicio; livello di servizio;
        уровень обслуживания; 服务水平
    """,
    "abandoned": """
        calls abandoned; abandoned calls; abandoned; abandon; aban calls; aban; lost calls; lost; missed; calls lost; n abandon; verloren;
        calls abandoned long; abandoned long;
        abgebrochen; aufgelegt; appels abandonnes; abandonnes; perdus; llamadas abandonadas; abandonadas; perdidas; abbandonate; perse;
        verlaten; porzucone; utracone; потеряно; пропущено; 放弃数; 放弃
    """,
    "abandoned_in_time": "abandoned within sl; abandoned within threshold; abandoned in time; aban within sl",
    "short_abandoned": "short abandoned; short calls; short abandons; abandoned short; kurzabbrecher",
    "flowed_out": """
        flow out; flowed out; outflow; outflow calls; overflow; overflowed; redirected; transferred to other queue; n flow out; interflowed;
        interflow
    """,
    "callback_scheduled": "callbacks requested; callback requests; callbacks",
    "callback_offered": """
        callbacks offered; call backs offered; call back offered; offered call back; person offered call back; callback offered
    """,
    "callback_kept": """
        callbacks in time; callbacks within target; calls back within 10mins; calls back within; called back in time; callbacks completed
    """,
    "failed": "failed calls; errors; system errors",
    "wait_answered_s": """
        asa; average speed of answer; average speed to answer; avg speed ans; avg speed of answer; speed of answer; average answer time;
        avg answer time; average wait time; average wait; avg wait time; avg wait; average queue time; avg queue time; average delay;
        awt; answer wait; wait time answered; t answered; durchschnittliche wartezeit; mittlere wartezeit; wartezeit; attente moyenne;
        temps d attente moyen; tiempo medio de espera; espera media; attesa media; wachttijd; среднее время ожидания; 平均等待
    """,
    "wait_abandoned_s": "average abandon time; avg abandon time; avg aban time; time to abandon; avg time to abandon; t abandon",
    "max_wait_s": """
        max delay; longest wait; longest wait time; max wait; max wait time; maximum wait; longest queue time; max queue time; lcw;
        langste wartezeit; attente max; espera maxima; максимальное ожидание
    """,
    "talk_s": """
        talk time; talk; acd time; avg talk time; average talk time; avg acd time; avg talk; att; total talk time; t talk;
        conversation time;
        gesprachszeit; gesprachsdauer; duree conversation; tiempo de conversacion; durata conversazione; gesprekstijd; разговор; 通话时长
    """,
    "hold_s": "hold time; hold; avg hold time; average hold time; total hold time; t held; haltezeit; mise en attente; tiempo retenido",
    "acw_s": """
        acw; acw time; wrap; wrap time; wrap up time; avg acw time; average acw; average wrap time; avg wrap time; after call work; t acw;
        work time; nachbearbeitung; nachbearbeitungszeit; post appel; trabajo posterior; nawerktijd; постобработка
    """,
    "handle_s": """
        acd handling time; acd handle time; handling time;
        handle time; aht; average handle time; avg handle time; average handling time; t handle; total handle time; episode length;
        bearbeitungszeit; dmt; tmo; duree de traitement; tempo medio di gestione; среднее время обработки; 平均处理
    """,
}
COUNTS = ("offered", "answered", "abandoned")
# A header with one of these speaks of a mean, whatever else it says.
MEANS = frozenset(
    (
        *(
            "durchschn",
            "mittel",
            "medelvantetid",
            "medelsamtalstid",
            "prumerna",
            "prumerne",
            "atlagos",
            "ortalama",
            "μεσοσ",
            "μεση",
            "ср",
            "tma",
        ),
        *("avg", "average", "mean", "ave", "aht", "asa", "att", "awt", "dmt", "tmo", "durchschnitt", "durchschnittliche", "mittlere"),
        *("schnitt", "moyen", "moyenne", "medio", "media", "promedio", "gemiddelde", "gemiddeld", "srednia", "sredni"),
        *("среднее", "средняя", "средний", "平均"),
    )
)
SUMS = frozenset(["total", "sum", "summe", "gesamt", "totale", "somme", "suma", "всего", "общее", "t"])
