"""List every sentence of content/wording.toml that only pages show, and the names that each may fill in.

Scripts look their sentences up by name while a visitor is there, so the build makes sure that each is written. What the
checker itself says is in eligibility/words/sentences.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

# By table: the sentences in it, each with its names in braces.
_TABLES: Final = {
    "readings": "intro{known,parting} moves schools places region all of{known,parting}",
    "readings.by": "pupil-mean-idaci share-in-deprived-deciles",
    "pupils_page": """
        no_script{contact} paste paste_hint submit file file_hint progress cancel failed{contact} title title_many
        check save print made_from which_column column directory{month}
    """,
    "pupils_page.said": """
        answered waiting done{done,due} cancelled gone empty unread too_large{size} file_name
        matched_of{matched,pupils} no_urn row{rows} rows{rows} no_column column_number{number}
    """,
    "pupils_page.columns": "urn matched idaci deciles outcome",
    "page": """
        no_script more about_idaci{release} about_aea{areas} areas work_it_out blank figures
        aea_matters{highest,lowest} school ofsted submit empty_title empty error_title error_prefix waiting
        progress{done,due} answered{title} answered_for{name,title} choose_school see_answer changed slow{contact}
        failed{contact} made_up late_list{contact} late{contact} old_edition details left_out email copy_link copied
        copy_by_hand print change overdue{contact,review_by,title} overdue_several{contact,items}
        overdue_item{review_by,title} overdue_rule checked_on{date} address stairs
        stairs_step{category,idaci,measure} stairs_none{category,measure} stairs_caption{weakest} standing_dots
        standing_band{aea,idaci,measure} standing_axis{measure} stairs_marked{aea,idaci,measure}
    """,
    "page.measures": "pupil-mean-idaci share-in-deprived-deciles",
    "finder": """
        label hint urn list count_none count_one count_some{count} count_many{count,shown} loading failed
        unknown{urn} closed{day,urn} closed_undated{urn} count_nearest choose by_number{urn} by_name{name}
        followed{schools,source} by_hand range district category not_known sources{sources} several how_known how
        own_figure another group{name}
    """,
    "trust": """
        no_script{contact} paste paste_hint submit file file_hint progress cancel failed{contact} show all search
        save copy print pages back forward done unused
    """,
    "trust.finder": """
        label hint list count_none count_one count_some{count} count_many{count,shown} count_nearest loading failed
        unknown{code} choose trust federation one_school{kind,place} schools_in{count,kind,place}
        schools_mostly{count,kind,place} absent{schools} absent_closed{name,urn} absent_proposed{name,urn}
        absent_other{name,urn}
    """,
    "trust.said": """
        title title_of_file{name} answered{count} waiting done{done,due} cancelled gone copied not_copied empty
        unread too_large{size} no_rows no_schools file_name range{count,from,to} range_none drawn{count,from,to}
        estimated{told}
    """,
    "trust.ranges": "title axis",
    "trust.columns": "number school idaci aea outcome reasons settles",
    "trust.list": "caption column also cells",
    "trust.list.urn": "name hint",
    "trust.list.name": "name hint",
    "trust.list.postcode": "name hint",
    "trust.list.dfe": "name hint",
    "trust.list.ukprn": "name hint",
    "trust.list.la": "name hint",
    "trust.list.estab": "name hint",
    "trust.outcomes": "meets depends ask-us does-not-meet not-open problem",
    "trust.priorities": "higher case-by-case not-on-this-ground unknown",
}
PAGE_SENTENCES: Final[Mapping[str, Sequence[str]]] = {
    f"{table}.{name}": names.split(",") if names else ()
    for table, sentences in _TABLES.items()
    for name, names in re.findall(r"([\w-]+)(?:\{([\w,]+)\})?", sentences)
}
