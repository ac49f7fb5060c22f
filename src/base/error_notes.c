#include "qoq/error.h"

/* To add a kind of note: one row here, in alphabetical order. `qoq help note ID` prints
 * the paragraph, so it says what happened, what qoq did about it, and what the reader can
 * do. */
const qoq_note_kind qoq_note_kinds[] = {
    {"accepted-stale", QOQ_NOTE_NOTE,
     "A row of accepted.csv is about a contradiction that is not there any more: the "
     "data "
     "were mended, the statements say something else now, or the cell is written in "
     "another way than 'qoq check -f csv' writes it. Take the row out, or correct it."},
    {"against-table", QOQ_NOTE_DETAIL,
     "A sentence seems to state a figure that a table of the same document states too, "
     "but the two are far apart: more than a tenth, or two points of a percentage. The "
     "sentence talks of something else (a part, another period) and was left out. "
     "Differences smaller than that are kept, for 'qoq check' to list."},
    {"ambiguous-segment", QOQ_NOTE_NOTE,
     "The name printed beside the figure fits more than one segment of the lexicon, "
     "and "
     "nothing around it decided which. The one that the document uses most was taken. "
     "If that is wrong, add the printed name to a lexicon of your own, where it can be "
     "bound to one company and one axis."},
    {"contradicting-fact", QOQ_NOTE_WARNING,
     "The same document states the same cell twice, and the two statements cannot both "
     "be "
     "true even when their rounding is counted. Both are kept and none is averaged "
     "away; "
     "'qoq check' lists them side by side, and a row of corrections.csv settles which "
     "one holds."},
    {"correction-alone", QOQ_NOTE_NOTE,
     "A row of corrections.csv is about a cell that no document of the data states, so "
     "it corrects nothing and adds a figure. That may be meant; it may also be a slip "
     "in "
     "the entity, segment, metric, basis, period, measure or unit of the row."},
    {"correction-without-reason", QOQ_NOTE_WARNING,
     "A row of corrections.csv has an empty quote. It is used all the same, but nobody "
     "who sees the figure later can tell why it is not what the document says: write "
     "the "
     "reason and the day into the quote."},
    {"corrections-used", QOQ_NOTE_NOTE,
     "Beside the dataset lies a file corrections.csv. Its rows outrank every document "
     "and "
     "survive extracting again; each should say in its quote why and since when. Take "
     "the "
     "file away to see the figures as the documents state them."},
    {"currency-assumed", QOQ_NOTE_NOTE,
     "An amount has a scale (亿, million) but no currency, and the document names "
     "none. "
     "The currency the lexicon gives for the company was taken; where there is none, "
     "the "
     "currency of the other figures of the document."},
    {"cut-off-figure", QOQ_NOTE_DETAIL,
     "A sentence states the figure of a table of the same document, but cut off at its "
     "last place where it should have been rounded: 761億 where the table has 76,167 "
     "million. The sentence's figure is kept as printed and taken as exact to one "
     "place "
     "less; where that leaves more than a twentieth of it open, it adds nothing to the "
     "table and is left out."},
    {"dataset-unchanged", QOQ_NOTE_NOTE,
     "What was to be put into the dataset is in it already, byte for byte. The file "
     "was "
     "not written."},
    {"dataset-written", QOQ_NOTE_NOTE,
     "The dataset was changed: how many documents and records were put in, how many of "
     "the records are new, and how many that it had of these documents before are no "
     "longer stated. The file was replaced in one step."},
    {"deep-nesting", QOQ_NOTE_WARNING,
     "The document nests elements or brackets deeper than any real document does. What "
     "lies below the limit was read as if it stood at the limit, so no text is lost, "
     "but "
     "the cells of tables down there may be assigned to the wrong row or column."},
    {"derived-negative", QOQ_NOTE_NOTE,
     "A value that no document states follows from others that are stated, and it is "
     "negative though such a value cannot be: the first nine months of a revenue above "
     "the year's, for instance. One of the terms is wrong, or of another presentation. "
     "Nothing is shown for the cell; 'qoq explain CELL' names the terms and their "
     "documents."},
    {"does-not-reconcile", QOQ_NOTE_WARNING,
     "'qoq extract --verify' found figures of a document that cannot all be true: "
     "parts "
     "that do not add up, a printed growth that the levels do not give. Most often a "
     "figure "
     "was read wrongly or is misprinted; the message names the change to one figure "
     "that "
     "would mend it, where there is one. If the document is right after all, list the "
     "finding in accepted.csv."},
    {"duplicate-fact", QOQ_NOTE_DETAIL,
     "The document states the same cell more than once, and the statements agree. All "
     "of "
     "them are true; the most exact one is shown, and the others only confirm it."},
    {"encoding-guessed", QOQ_NOTE_NOTE,
     "The document does not say in which encoding it is written, or says it wrongly. "
     "The "
     "encoding that gives the most words a report uses was taken. --encoding overrules "
     "the guess."},
    {"entity-from-title", QOQ_NOTE_DETAIL,
     "The figure stands in a sentence that names no company. The company of the title, "
     "or "
     "of the beginning of the document, was taken."},
    {"figures-gone", QOQ_NOTE_WARNING,
     "The dataset had records of this document, and reading it again found none. They "
     "were taken out, as a document's records are always those that it gives now. If "
     "it "
     "did state figures, 'qoq extract -v' says what was left out and why."},
    {"forgotten", QOQ_NOTE_NOTE,
     "All records of the document were taken out of the dataset. Extracting it into "
     "the "
     "dataset again brings them back."},
    {"implied-base", QOQ_NOTE_NOTE,
     "A level of an earlier period is not stated, but the later level and the printed "
     "growth are, and they imply it within an interval. The implied value is marked "
     "'~' "
     "and shown with only the digits that the interval allows. A document that states "
     "the "
     "earlier level makes it exact."},
    {"left-out-estimate", QOQ_NOTE_DETAIL,
     "The figure is somebody's estimate (a consensus, a broker, an analyst), not a "
     "result "
     "of the company. It is kept out of the actual series."},
    {"left-out-guidance", QOQ_NOTE_DETAIL,
     "The figure is the company's own outlook or a target, not a result. It is kept "
     "out "
     "of the actual series."},
    {"left-out-noise", QOQ_NOTE_DETAIL,
     "The number is no result of a company: a share price, a market value, a page or "
     "telephone number, a date, a rank, a share of a market. It was left out on "
     "purpose."},
    {"mixed-vintages", QOQ_NOTE_NOTE,
     "Two figures that are compared come from documents of different vintages, and a "
     "restatement lies between them: one was made before the company changed its "
     "presentation, the other after. The growth between them may tell of the change, "
     "not of the business. --as-of shows the view of one vintage."},
    {"narrow-terminal", QOQ_NOTE_NOTE,
     "The table is wider than the terminal, and shortening names was not enough, so "
     "the "
     "columns that matter least were left out. A wider terminal shows them, and -f "
     "csv, "
     "-f json and -f md always hold all of them."},
    {"no-evidence", QOQ_NOTE_WARNING,
     "The record says in which document it was found, but the characters it quotes are "
     "not at that place in the document. Either the document has changed since, or the "
     "record was edited by hand. Extracting the document again brings the two "
     "together."},
    {"no-figures", QOQ_NOTE_NOTE,
     "The data were read, but nothing in them fits what was asked for: no such period, "
     "segment or metric for this company, or a view (--as-of) that knows nothing yet. "
     "'qoq list' tells what there is."},
    {"not-sharper", QOQ_NOTE_DETAIL,
     "A value can be derived for this cell, but its interval does not lie inside the "
     "stated one, so it would add nothing. The stated value is shown."},
    {"nothing-found", QOQ_NOTE_WARNING,
     "The document was read, but no figure of a company was found in it. Scanned pages "
     "hold pictures and no text; an encoding that was guessed wrong gives text that no "
     "lexicon knows. -v tells what was left out and why."},
    {"number-without-metric", QOQ_NOTE_DETAIL,
     "A number with a unit stands here, but no name near it says what it measures. It "
     "was "
     "left out. If the name is there and qoq does not know it, 'qoq list unknown' "
     "writes "
     "the lexicon row to fill in."},
    {"number-without-unit", QOQ_NOTE_WARNING,
     "A number stands beside the name of a metric, but neither it nor its heading says "
     "in "
     "which unit it is, and none could be concluded. It was left out: a figure that "
     "may "
     "be wrong a thousandfold is worse than none."},
    {"other-company", QOQ_NOTE_DETAIL,
     "The figure belongs to another company than the one the document is about, and is "
     "recorded under that other company's name."},
    {"other-version", QOQ_NOTE_NOTE,
     "The dataset has records of another document of the same name. A document is "
     "known "
     "by its content, so both are kept. If the other one is an older version of this "
     "one, 'qoq forget' takes it out."},
    {"pdf-fonts", QOQ_NOTE_WARNING,
     "The PDF uses Chinese fonts that it does not bring along, and the tables that "
     "turn "
     "their codes into characters are not installed: figures are read, words are not. "
     "The "
     "package poppler-data has the tables."},
    {"period-from-context", QOQ_NOTE_DETAIL,
     "The figure carries no period of its own, or only half of one ('the quarter', "
     "首季). "
     "It was completed from the sentence before, the heading of the column, or the "
     "title "
     "of the document."},
    {"reconciled", QOQ_NOTE_NOTE,
     "What 'qoq extract --verify' tested of a document: identities such as segments "
     "that "
     "add up to the total, printed growth against the two levels, and figures that are "
     "stated twice. What lacks a figure, or rests on an approximate one, cannot be "
     "tested."},
    {"same-document", QOQ_NOTE_NOTE,
     "Two of the documents have the same content, whatever they are called. Their "
     "records are counted once, under the first of the names in order of bytes."},
    {"shipped-data", QOQ_NOTE_NOTE,
     "No dataset was named, so the one that comes with qoq was used. -d FILE, or the "
     "environment variable QOQ_DATA, names your own."},
    {"table-column-unknown", QOQ_NOTE_DETAIL,
     "A column of a table has figures, but what stands above it does not say which: no "
     "period, measure or part that is known, the heading of a neighbour, or the same "
     "as "
     "over another column. What is in the column was left out."},
    {"table-percent-unclear", QOQ_NOTE_DETAIL,
     "A table has a percentage that may be a growth, a share or a margin, and neither "
     "its heading nor the amounts beside it decide. It was left out."},
    {"undated-row", QOQ_NOTE_NOTE,
     "--as-of was given a date, and this row does not say when its document was "
     "published. It was left out, for it may not have been known on that day. Fill in "
     "the "
     "column 'published', or give --as-of a quarter, which needs no date."},
    {"unit-from-heading", QOQ_NOTE_NOTE,
     "The number stands without a unit. The unit was taken from the heading of the "
     "table "
     "or the line that the note names, as a reader of the document would do."},
    {"unknown-metric-row", QOQ_NOTE_DETAIL,
     "A row of a statement table has figures, but no lexicon knows the name it begins "
     "with. It was left out. 'qoq list unknown' writes the lexicon row to fill in."},
    {"unrelated-article", QOQ_NOTE_NOTE,
     "A second text that is about something else follows the report in the same file, "
     "as "
     "on saved pages of news sites. It was not read for figures."},
    {NULL, QOQ_NOTE_DETAIL, NULL},
};
