"""Words of further languages, and of JSON interfaces, for the columns of tickets and of their logs.

Belongs here: words, as they stand in headers. Does not: the words of the first languages (ticket_words), states (state_words).
"""

MORE_TICKET = {
    "ticket_id": """
        enquiry number; enquiry id; ticketnumber; meldingsnummer; zaaknummer; numero segnalazione; segnalazione; numero pratica;
        numer zgłoszenia; ärendenummer; saksnummer; 受付番号; 問い合わせ番号; 工单编号; 工单号; 案件编号
    """,
    "created_at_utc": """
        raised on; raised date; logged date; logged on; datum melding; meldingsdatum; datum ontvangst; data segnalazione;
        data di inserimento; data zgłoszenia; data rejestracji; 受付日時; 受付日; 创建时间; 提交时间; 受理时间
    """,
    "updated_at_utc": "modified at; modifiedon; data modyfikacji; 更新日時; 更新时间",
    "solved_at_utc": "last resolved date; resolvedon; data rozwiązania; 解决时间",
    "closed_at_utc": """
        last close at; closedon; datum afhandeling; afhandeldatum; datum gereed; 完了日時; 完了日; 完成时间; 关闭时间; 办结时间
    """,
    "first_response_at_utc": "first admin reply at; attended on; attended at; attended date; 首次响应时间; 初回応答日時",
    "vendor_due_at_utc": "срок; крайний срок; срок исполнения; termin; deadline date; data scadenza; 期限; 截止时间",
    "queue": "ufficio competente; ufficio; settore; dział; отдел; 担当部署; 处理部门; 责任部门",
    "status": "enquiry status; stan; stan zgłoszenia; статус обращения; ステータス; 工单状态; 处理状态",
    "priority": "prioritycode; 优先级; 優先度",
    "type": "tipologia; 種別; 工单类型; 诉求类型; soort melding",
    "channel": "bron; canale; źródło; caseorigincode; källa; 受付方法; 来源; источник",
    "requester_key": "raised by",
    "assignee": "attended by; ansvarig; handläggare; 担当者; 处理人; przypisany do",
    "topic": "hoofdcategorie; kategoria; kategori; nature of complaint; カテゴリ; 分类",
    "satisfaction": "tevredenheid; оценка; ocena; giudizio; valutazione; nöjdhet; customersatisfactioncode; 满意度; 満足度",
    "is_escalated": "isescalated",
    "vendor_is_breached": "within target; target met; tat met; sla achieved; просрочено; нарушен sla; 是否超时",
}
MORE_TICKET_UPDATE = {
    "ticket_id": "case key",
    "at_utc": "eventtime",
    "status": "activity en; activity de",
}
