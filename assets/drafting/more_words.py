"""Words of further languages for the columns and outcomes of calls and of reports of sums, and longer names that vendors use.

Belongs here: words, as they stand in headers and cells. Does not: the words of the first languages (vocabulary, totals_words), how
sure a match is (columns).
"""

MORE_CALL = {
    "leg_id": """
        sid; call sid; kod hovoru; cislo hovoru; hivas azonosito; hivasazonosito; kod połaczenia; samtals id;
        opkalds id; arama id
    """,
    "contact_id": """
        identyfikator połaczenia; id połaczenia; identifikator hovoru; id hovoru; κωδικος κλησης; αριθμος κλησης;
        id κλησης; 通话id; 呼叫id; 会话id; 通話id; 來電id; 呼叫編號; 通話編號; 呼叫编号; 通话编号; 流水号; 流水號;
        コールid; 通話番号; 콜id; מספר שיחה; מזהה שיחה; уникальный номер; ид вызова; идентификатор; id вызова; номер вызова; cagri id;
        arama numarasi; samtalsnummer
    """,
    "queue": """
        ουρα; ουρα αναμονης; ομαδα; τμημα; 技能组; 队列; 排队队列; 业务组; 技能組; 佇列; 隊列; 服務群組; スキル; キュー;
        스킬; 큐; fronta; skupina; sor; varosor; csoport; ko; ko namn; grupp; jono; kuyruk; fila de atendimento;
        תור; מוקד; שם תור;
        direccion de cola; очередь звонков; группа операторов; навык; linia;
        line; line name; csq names; csq name; csq; split1; dispsplit; workgroup; last assigned workgroup; work group; call queue;
        target name
    """,
    "customer_key": """
        τηλεφωνο; αριθμος καλουντος; καλων; 来电号码; 主叫号码; 主叫; 客户号码; 來電號碼; 主叫號碼; 客戶電話;
        発信者番号; 電話番号; 발신번호; numer dzwoniacego; dzwoniacy; cislo volajiciho; volajici; hivo szam; hivoszam;
        uppringande; nummer; arayan; номер абонента; номер звонящего; телефон клиента; clid; cliente telefono;
        external number; originator dn; originator; calling party; calling pty; customer endpoint; remote id; remote number; remote party
    """,
    "did": "被叫号码; 被叫; 被叫號碼; 着信番号; numer docelowy; wybrany numer; volane cislo; hivott szam; набранный; куда",
    "direction": "initiation method; 呼叫方向; 方向; κατευθυνση; smer; irany; riktning; yon; направление звонка",
    "entered_at_utc": """
        enqueue timestamp; initiation timestamp; date et heure; date et heure d entree; data rozpoczecia;
        data połaczenia; data i godzina; data; datum a cas; datum; zacatek; cas prijeti; idopont; datum ido; kezdete;
        kezdes; ημερομηνια; ημερομηνια ωρα; ωρα; εναρξη; ωρα εισοδου; 进入队列时间; 入队时间; 呼入时间; 来电时间;
        开始时间; 時間; 开始; 進入佇列時間; 來電時間; 開始時間; 進線時間; 着信日時; 開始日時; 시작시간; 인입시간;
        starttid; datum och tid; baslangic; tarih; дата звонка; время звонка; время поступления; начало звонка;
        поступил; дата начала;
        date queued; segstart; date started;
        זמן כניסה לתור; תחילת שיחה; שעת התחלה; תאריך ושעה; תאריך
    """,
    "wait_s": """
        wait duration; queue duration; total queue; queue wait time; total wait; wait seconds; queue answer time;
        czas w kolejce; oczekiwanie; cekani; doba cekani; cas cekani; varakozas; varakozasi ido; αναμονη;
        χρονος αναμονης; διαρκεια αναμονης; 等待时长; 等待时间; 排队时长; 排队时间; 等待秒数; 等待時間; 等候時間;
        排隊時間; 等候秒數; 待ち時間; 대기시간; vantetid; ventetid; odotusaika; bekleme suresi; время в очереди; ожидал;
        длительность ожидания;
        call wait time; waiting; queuetime; disptime; time to answer; answer delay; זמן המתנה; המתנה; in queue; inqueue; t queue wait
    """,
    "ring_s": """
        振铃时长; 振鈴時間; czas dzwonienia; doba vyzvaneni; csengetes; κουδουνισμα; ringtid;
        ringtime; alert; t alert; alert duration; ringing duration; ring duration; offering duration
    """,
    "talk_s": """
        agent interaction duration; interaction duration; agent interaction time; talk duration; total talk;
        conversacion; conversation; duree de conversation; rozmowa; czas rozmowy; hovor; doba hovoru; delka hovoru;
        beszelgetes; beszelgetesi ido; hivas hossza; ομιλια; χρονος ομιλιας; συνομιλια; χρονος συνομιλιας;
        διαρκεια συνομιλιας; διαρκεια;
        通话时长; 通话时间; 通话秒数; 通話時間; 通話秒數; 通話長度; 会話時間; 통화시간; samtalstid; taletid; puheaika;
        konusma suresi; разговор сек; время разговора; длительность звонка;
        talktime; duration in call; in call duration; time in call; connected duration; connect duration; connected time; t talk;
        gesprach; conversazione; tempo de conversa; tempo de conversacao; tempo de atendimento; זמן שיחה; משך שיחה
    """,
    "hold_s": """
        customer hold duration; hold duration; customer hold time; total hold; 保持时长; 保留時間; αναμονη στη γραμμη;
        czas zawieszenia;
        ansholdtime; holdtime; held; t held; held time; held duration
    """,
    "acw_s": """
        after contact work duration; after contact work; after call work duration; acw duration; total acw; 话后处理;
        事后处理; 話後處理時間; 後処理時間; czas po rozmowie; dokonczeni; utomunka; efterbehandling;
        поствызывная обработка;
        work time; acwtime; worktime; wrapup duration; wrap up duration; wrapup time; t acw; wrap duration
    """,
    "agent": """
        χειριστης; υπαλληλος; εκπροσωπος; 坐席; 座席; 客服; 坐席工号; 工号; 客服人員; 專員; オペレーター; 상담사;
        konsultantka; operator; агент; πρακτορας; ugynok; kezelo; agent namn; handlaggare; temsilci; agent users; users; сотрудник кц;
        נציג; שם נציג; atendente;
        anslogin; answering agent; agent login; last local name; local name
    """,
    "outcome": """
        αποτελεσμα; κατασταση; εκβαση; 结果; 通话结果; 状态; 状态码; 結果; 狀態; 通話結果; ステータス; 상태; 결과; stan;
        wynik połaczenia; stav; vysledek; eredmeny; allapot; statusz; utfall; resultat; durum; sonuc; состояние;
        результат звонка; статус звонка; итог; abandon; situacao; תוצאה; סטטוס; מצב שיחה
    """,
    "topic": "θεμα; 主题; 业务类型; 主題; 類型; tema; duvod; ok; amne; konu; причина обращения; тематика",
}
MORE_OUTCOMES = {
    "answered": """
        απαντηθηκε; απαντημενη; απαντηθεισα; εξυπηρετηθηκε; 已接听; 已接; 接通; 已应答; 应答; 已接聽; 已接通; 接聽;
        應答; 応答; 応答済み; 응답; odebrano; odebrana; prijato; prijaty; zvednuto; vyrizeno; fogadott; fogadva;
        megvalaszolt; besvarat; besvarad; besvaret; vastattu; cevaplandi; отвечено; принято; обслужено; обслужен;
        разговор; נענתה; נענה; טופלה
    """,
    "abandoned": """
        ננטשה; ננטש; נטישה; לא נענתה;
        canceled; cancelled; abandoned in ivr;
        εγκαταλειφθηκε; εγκαταλειψη; χαμενη; αναπαντητη; 已放弃; 未接; 未接听; 挂断; 放棄; 已放棄; 未接聽; 掛斷; 放棄呼;
        포기; porzucono; porzucona; rozłaczone; nieodebrane; opusteno; zaveseno; ztraceno; zmeskany; elhagyott;
        elveszett; nem fogadott; tappat; tappad; avbrutet; mistet; luovuttu; kacan; terkedilmis; потеряно; пропущено;
        брошен; не отвечен; не принят; сброшено
    """,
    "flowout_timeout": "transbordada; transbordo; 超时; 逾時; przekroczony czas; timeouted; idotullepes; χρονικο οριο; таймаут",
    "flowout_transfer": "转接; 轉接; przekierowane; presmerovano; atiranyitott; μεταβιβαστηκε; vidarekopplad; переведено; переадресован",
    "flowout_key": "语音信箱; 語音信箱; poczta głosowa; hlasova schranka; hangposta; τηλεφωνητης; rostbrevlada; голосовая почта",
    "failed": "失败; 忙; 失敗; 忙線; bład; zajete; chyba; obsazeno; hiba; foglalt; αποτυχια; κατειλημμενο; upptagen; hata",
}
MORE_TOTALS = {
    "at_utc": """
        start interval; startinterval; tid; ora; ημερομηνια; ωρα; διαστημα; μηνας; ημερα; 时段; 時段; 日期时间;
        日期時間; 時間; 月份; 日付; 날짜; den; mesic; cas; obdobi; nap; honap; idoszak; idopont; dzien; miesiac; okres;
        manad; pvm; tarih; ay; период времени; день;
        時間帯; 시간; 시간대
    """,
    "queue": """
        varosor; service; product line; ουρα; ομαδα; 技能組; 佇列; 隊列; キュー; スキル; 큐; fronta; skupina; sor; csoport; ko;
        grupp; jono; kuyruk; навык; линия
    """,
    "offered": """
        calls entered; total offered; contacts queued; εισερχομενες κλησεις; εισερχομενες; συνολο κλησεων; κλησεις;
        呼入量; 来电量; 呼入总数; 总来电; 進線數; 進線量; 來電數; 來電量; 総呼数; 着信数; 인입콜; przychodzace;
        połaczenia przychodzace; liczba połaczen; prichozi hovory; prichozi; pocet hovoru; bejovo hivasok; bejovo;
        hivasok szama; inkomna samtal; inkommande samtal; indgaende opkald; saapuneet puhelut; gelen cagri;
        chamadas recebidas; recebidas; chamadas; поступило звонков; поступивших; входящие; звонков
    """,
    "answered": """
        απαντημενες κλησεις; απαντημενες; απαντηθηκαν; 接听量; 接通量; 接起量; 應答數; 接聽數; 接通數; 接聽量; 応答数;
        응답콜; odebrane połaczenia; odebrano; prijate hovory; prijate; zodpovezene; fogadott hivasok; fogadott;
        megvalaszolt; besvarade samtal; besvarade; besvarede opkald; vastatut; cevaplanan; atendidas;
        chamadas atendidas; отвечено звонков; отвеченные; принятые; обслужено
    """,
    "answered_in_time": """
        answered in sla; επιπεδο εξυπηρετησης; 服务水平量; 服務水準; sla alatt; poziom obsługi; uroven sluzeb;
        kiszolgalasi szint; serviceniva; отвечено в sl;
        nivel de servico
    """,
    "abandoned": """
        εγκαταλελειμμενες κλησεις; εγκαταλελειμμενες; χαμενες; 放弃量; 呼损; 放棄數; 放棄量; 放棄呼数; 포기콜;
        porzucone połaczenia; porzucono; utracone połaczenia; opustene hovory; opustene; ztracene; elhagyott hivasok;
        elhagyott; elveszett; tappade samtal; tappade; mistede opkald; luovutetut; kacan; abandonadas;
        chamadas abandonadas; потерянные; пропущенные; потеряно звонков;
        verlorene anrufe; verlorene; abgebrochene anrufe; aufgelegte anrufe; nicht angenommene anrufe
    """,
    "wait_answered_s": """
        average queue answer time; queue answer time; μεσος χρονος αναμονης; μεση αναμονη; 平均等待时长; 平均等待时间;
        平均等待時間; 平均等候時間; 平均待ち時間; sredni czas oczekiwania; prumerna doba cekani; prumerne cekani;
        atlagos varakozas; atlagos varakozasi ido; medelvantetid; genomsnittlig vantetid; gennemsnitlig ventetid;
        ortalama bekleme; tempo medio de espera; среднее ожидание; ср время ожидания;
        average queue wait time; queue wait time;
        queue delay answered; total queue delay; delay answered;
        average time to call answer; average time to answer; avg time to answer; time to answer; 평균대기시간; 平均等待
    """,
    "wait_abandoned_s": "average queue abandon time; queue abandon time; 平均放弃时长; 平均放棄時間",
    "talk_s": """
        average agent interaction time; agent interaction time; 平均通话时长; 平均通話時間; sredni czas rozmowy;
        prumerna delka hovoru; atlagos beszelgetesi ido; μεσος χρονος συνομιλιας; medelsamtalstid; ortalama konusma;
        среднее время разговора; ср время разговора;
        평균통화시간; 平均通話
    """,
    "hold_s": "average customer hold time; customer hold time",
    "acw_s": "average after contact work time; after contact work time; sredni czas acw; среднее время постобработки",
    "handle_s": """
        平均处理时长; 平均處理時間; sredni czas obsługi; prumerna doba obsluhy; atlagos kezelesi ido;
        μεσος χρονος εξυπηρετησης;
        tma; tempo medio de atendimento; 평균처리시간; 平均処理時間
    """,
}
