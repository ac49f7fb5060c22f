/* Shared by the files of the document rooms: from bytes to UTF-8, and from UTF-8 to the
 * text and blocks of a document. */
#ifndef QOQ_DECODE_PRIVATE_H
#define QOQ_DECODE_PRIVATE_H

#include "qoq/decode.h"
#include "qoq/text.h"

/* ---- encodings: decode_charset.c, decode_convert.c, decode_score.c ------------------ */

typedef struct qoq_charset {
    char name[40]; /* as iconv knows it and as the document shows it */
    size_t skip;   /* bytes of a byte order mark */
    bool guessed;
    bool valid; /* UTF-8, and already checked */
} qoq_charset;

/* Which encoding `data` is in. `wanted` (NULL or "" = detect) is what the user said. The
 * bytes need not fit: converting tells. */
qoq_status qoq_charset_find(qoq_charset *out, const char *data, size_t len,
                            const char *wanted, qoq_error *err);

/* To UTF-8, strictly. *text is the caller's (free). A byte that does not belong is an
 * error with its place. */
qoq_status qoq_charset_convert(char **text, size_t *text_len, const char *data,
                               size_t len, const char *name, qoq_error *err);

/* The same for a look at a sample: what does not belong is stepped over and counted, and
 * a character cut off at the end is none of it. False = iconv does not know `name`. */
bool qoq_charset_sample(qoq_buffer *text, size_t *bad, const char *data, size_t len,
                        const char *name);

/* Does iconv read an encoding of this name? */
bool qoq_charset_exists(const char *name);

/* How much a text looks like a report in Chinese or English, up to 1; 0 and less: not at
 * all. Only what is not ASCII is judged, unless `all`. */
double qoq_charset_score(const char *text, size_t len, bool all);

/* Many control characters: no text in any encoding of single bytes. */
bool qoq_charset_is_binary(const char *text, size_t len);

/* How much bytes taken as Windows-1252 look like English with a £ or an é. */
double qoq_charset_score_western(const char *data, size_t len);

/* ---- the text of a document: decode_writer.c ---------------------------------------- */

/* A place of the source text (UTF-8, without byte order mark), counted on as reading
 * goes forward. page 0: the text has none; else lines count anew behind each form feed. */
typedef struct qoq_place {
    size_t at, line, column, page;
} qoq_place;

void qoq_place_move(qoq_place *place, const char *text, size_t len, size_t to);

/* Builds document->text out of pieces of the source, always going forward, and sets the
 * marks where text and source do not run side by side. A failure is kept in `status`;
 * what is asked for after it does nothing. */
typedef struct qoq_writer {
    qoq_document *document;
    const char *source;
    size_t len;
    size_t done;   /* bytes of the source that are copied or dropped */
    size_t room;   /* of document->owned */
    size_t marked; /* where in the text the last mark is */
    bool broken;   /* the text so far does not end where the source goes on */
    qoq_place place;
    qoq_status status;
    qoq_error *err;
} qoq_writer;

void qoq_writer_begin(qoq_writer *writer, qoq_document *document, const char *source,
                      size_t len, qoq_error *err);
void qoq_writer_copy(qoq_writer *writer, size_t to); /* the source up to `to` */
void qoq_writer_skip(qoq_writer *writer, size_t to); /* drops the source up to `to` */

/* Text that the source writes otherwise, at the place the source has come to. */
void qoq_writer_say(qoq_writer *writer, const char *text, size_t len);

/* The text from `len` on never was. */
void qoq_writer_cut(qoq_writer *writer, size_t len);

void qoq_writer_block(qoq_writer *writer, qoq_block_kind kind, int level, size_t start,
                      size_t end);

/* Terminates the text, gives back room that was not needed. */
qoq_status qoq_writer_end(qoq_writer *writer);

/* ---- grids: decode_grid.c ----------------------------------------------------------- */

enum {
    QOQ_GRID_COLUMNS = 1024, /* what stands further right is no table for a reader */
    QOQ_GRID_ROWSPAN = 1000
};

/* The table that is being read. Zero all but writer. */
typedef struct qoq_grid_builder {
    qoq_writer *writer;
    qoq_grid_cell *cells;
    size_t count, room;
    size_t first_block;
    size_t end_block; /* behind its last block; 0 = the blocks there are at its end */
    bool open, aligned;
} qoq_grid_builder;

/* A table begins with the next block. */
void qoq_grid_open(qoq_grid_builder *builder, bool aligned);

/* Adds a cell, in order of row and column; blanks at its ends are taken off, and an empty
 * one is passed over. Does nothing while no table is open. */
void qoq_grid_put(qoq_grid_builder *builder, qoq_grid_cell cell);

/* The cells between tabs, or whatever parts them, of document text [start, end). */
void qoq_grid_put_tabbed(qoq_grid_builder *builder, uint32_t row, size_t start,
                         size_t end, char separator);

/* Where the cell that begins at `at` ends: at the next separator, else at `end`. Commas and
 * semicolons in quotation marks part nothing. */
size_t qoq_cell_end(const char *text, size_t at, size_t end, char separator);

/* The table ended with the last block: a grid, if it has two rows and two columns. Rows
 * and columns are counted anew, without those in which nothing stands. False = no grid. */
bool qoq_grid_close(qoq_grid_builder *builder);
void qoq_grid_clear(qoq_grid_builder *builder);

/* ---- lines of plain text: decode_lines.c -------------------------------------------- */

typedef enum line_look {
    LINE_BLANK,
    LINE_RULE,   /* ---, ===, ```, and page numbers: nothing to read */
    LINE_HASHES, /* # heading of Markdown */
    LINE_BULLET, /* - item */
    LINE_NUMBER, /* (1) item, 一、 heading */
    LINE_CELLS,  /* row of a table */
    LINE_TEXT
} line_look;

typedef enum line_ending {
    ENDING_NONE,
    ENDING_COMMA,
    ENDING_COLON,
    ENDING_STOP
} line_ending;

typedef struct text_line {
    size_t start, end;  /* without the line end */
    size_t next;        /* where the next line starts */
    size_t first, last; /* without white space, quotation and item marks */
    uint32_t indent;    /* columns in front of the mark */
    uint32_t hang;      /* columns in front of the text */
    uint32_t width;     /* columns of the text; LINE_WIDE or more = very long */
    uint32_t points;    /* code points in front of the text */
    uint32_t first_code, last_code;
    uint8_t look;   /* line_look */
    uint8_t ending; /* line_ending */
    uint8_t level;  /* of LINE_HASHES; of LINE_NUMBER: the kind of number */
    uint8_t cells;  /* columns of a table, at least 1 */
    uint16_t gap;   /* blank lines in front */
    uint32_t table; /* number of the table of aligned text; 0 = in none */
    bool quote;     /* > */
    bool piped;     /* row of a table of Markdown */
    bool tabbed;    /* row whose cells are set apart by tabs */
    bool bold;      /* **all of it**, which first and last leave out */
    bool feed;      /* a new page begins here */
    bool hard;      /* two blanks at the end: Markdown's line break */
    bool passed;    /* head, foot or number of a page */
    bool joined;    /* goes on what the line before says, whatever it looks like */
} text_line;

enum { LINE_WIDE = 400 };

/* Goes through the lines of a text. Zero all but text and len. */
typedef struct line_reader {
    const char *text;
    size_t len, at;
    bool paged; /* numbers of pages are told by where they stand, later */
    size_t feed_at, return_at; /* next LF and CR, once looked for */
    bool searched;
} line_reader;

bool qoq_line_read(line_reader *reader, text_line *line);

/* Nothing but a number, or - 8 -, Page 3 of 12, 第3頁? */
bool qoq_line_is_page_number(const char *text, const text_line *line);

/* Columns, quickly: Chinese 2, all else 1. Stops counting at LINE_WIDE. */
uint32_t qoq_line_width(const char *text, size_t len);
line_ending qoq_line_ending(const char *text, size_t len, uint32_t *last_code);

/* Bytes of '- ', '• ', '－' in front of a text. */
size_t qoq_line_bullet(const char *text, size_t len);

/* Bytes of '(1) ', '一、', '1. ' in front of a text; *level: which kind. */
size_t qoq_line_number(const char *text, size_t len, uint8_t *level);

/* How many figures with a unit or a percent sign; stops at `limit`. */
size_t qoq_line_figures(const char *text, size_t len, size_t limit);

/* Could this be a headline: short, ends no sentence, no 'label: value', no date line? */
bool qoq_line_is_headline(const char *text, size_t len);

/* Do columns stand side by side here? Their number, or 1. */
size_t qoq_line_cells(const char *text, size_t len, bool *numbers);

/* Is this cell a figure that a table states, no year, date or label? */
bool qoq_line_is_value(const char *text, size_t len);

/* Does it say that there is none: –, n.m., 不適用? */
bool qoq_line_is_nil(const char *text, size_t len);

/* Does a heading speak of a year, a month or a quarter? */
bool qoq_line_has_date(const char *text, size_t len);

/* Is there one among cells that tabs set apart, behind the first? */
bool qoq_line_has_value(const char *text, size_t len, char separator);

/* ---- pages: decode_pages.c ----------------------------------------------------------- */

/* Mends lines of a text that was set in pages: heads, feet and numbers of pages become
 * LINE_RULE and `passed`, paragraphs that pages part are joined. */
qoq_status qoq_pages_mend(const char *text, text_line *lines, size_t count,
                          qoq_error *err);

/* Goes on with a block behind a gap in the source: a blank is put where words need one. */
void qoq_inline_join(qoq_writer *writer, size_t next);

/* ---- tables of aligned text: layout.c ------------------------------------------------ */

/* A cell of a line: source [start, end), of which [cut, resume) is the gap between a sign
 * and its figure. */
typedef struct qoq_layout_cell {
    size_t start, end, cut, resume;
    uint32_t left[2], right[2]; /* columns, counted by code point and by width */
    uint32_t gap;               /* ...of blanks in front */
    uint16_t column, columns, indent;
    uint8_t kind;
    bool strong;
} qoq_layout_cell;

typedef struct qoq_layout qoq_layout;

/* Finds the tables in lines of a text. Lines of a table get look LINE_CELLS and the number
 * of their table; a heading that a new page repeats becomes LINE_RULE. */
qoq_status qoq_layout_find(qoq_layout **out, const char *text, text_line *lines,
                           size_t count, bool paged, qoq_error *err);
const qoq_layout_cell *qoq_layout_cells(const qoq_layout *layout, size_t line,
                                        size_t *count);
size_t qoq_layout_steps(const qoq_layout *layout);
void qoq_layout_free(qoq_layout *layout);

/* ---- blocks: decode_blocks.c, decode_inline.c, html.c ------------------------------- */

/* Plain text and Markdown into blocks. */
void qoq_document_split(qoq_writer *writer);

/* Copies source bytes [writer->done, to), which are one block: drops emphasis marks,
 * joins lines. */
enum { INLINE_MARKDOWN = 1, INLINE_QUOTE = 2 };
void qoq_inline_copy(qoq_writer *writer, size_t to, int what);

/* The text of a PDF, pages parted by form feeds; pdf.c. *text is the caller's (free).
 * `meanwhile` is called with `data` while the PDF is read elsewhere. */
bool qoq_pdf_is(const char *data, size_t len);
typedef struct qoq_pdf_source {
    const char *path;
    qoq_slice bytes;
    qoq_note_sink notes;
    void (*meanwhile)(void *data);
    void *data;
} qoq_pdf_source;
qoq_status qoq_pdf_text(char **text, size_t *text_len, const qoq_pdf_source *source,
                        qoq_error *err);

/* A web page into blocks; html.c. */
void qoq_html_split(qoq_writer *writer, qoq_note_sink notes);

#endif
