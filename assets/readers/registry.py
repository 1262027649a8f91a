"""The readers there are, by the name a source gives in config/sources.yaml.

Belongs here: one line a reader. Does not: how any of them works.
"""

from collections.abc import Mapping

from assets.readers import (
    asterisk_cdr,
    connect,
    delimited,
    freeswitch_cdr,
    genesys,
    jira,
    qualtrics,
    queue_log,
    servicenow,
    surveymonkey,
    zendesk,
)
from assets.readers.protocol import Reader

READERS: Mapping[str, Reader] = {
    reader.name: reader
    for reader in (
        *(delimited, queue_log, asterisk_cdr, freeswitch_cdr, connect, genesys),
        *(zendesk, servicenow, jira),
        *(qualtrics, surveymonkey),
    )
}


def built_in_words() -> dict[str, dict[str, dict[str, str]]]:
    """Give reader -> field -> word (lower case, trimmed) -> canonical word, for config.word."""
    return {
        reader.name: {
            field: {word.strip().lower(): canonical for canonical, told in canonicals.items() for word in told}
            for field, canonicals in reader.words.items()
        }
        for reader in READERS.values()
    }
