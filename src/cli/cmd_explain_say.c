/* What qoq explain tells with: paragraphs, numbers with their intervals, documents. */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_explain.h"
#include "qoq/markdown.h"

enum { MARGIN = 10, STEP = 2 };

const char *explain_word(const teller *t, const char *english, const char *chinese)
{
    return cli_word(t->c, english, chinese);
}

/* ---- paragraphs ---------------------------------------------------------------------- */

void explain_style(teller *t, const char *code)
{
    if (t->color)
        qoq_buffer_text(&t->out, code);
}

static void put_markdown(teller *t, const char *text, int depth)
{
    qoq_buffer_fill(&t->out, ' ', (size_t)(2 * depth));
    qoq_buffer_text(&t->out, "- ");
    if (*t->label && depth == 0)
        qoq_buffer_print(&t->out, "**%s** ", t->label);
    qoq_markdown_text(&t->out, text);
    qoq_buffer_char(&t->out, '\n');
}

/* The text wrapped beside the margin, the label in it. */
static void put_terminal(teller *t, const char *text, int depth)
{
    qoq_buffer wrapped = {0};
    size_t indent = MARGIN + STEP * (size_t)depth;
    size_t wide = qoq_text_width(t->label, strlen(t->label));

    qoq_terminal_wrap(&wrapped, text, t->width, indent);
    const char *lines = qoq_buffer_string(&wrapped);
    explain_style(t, "\33[2m");
    qoq_buffer_text(&t->out, t->label);
    explain_style(t, "\33[0m");
    qoq_buffer_fill(&t->out, ' ', wide < indent ? indent - wide : 1);
    qoq_buffer_text(&t->out, lines + (wrapped.len > indent ? indent : 0));
    qoq_buffer_clear(&wrapped);
}

/* Tells a paragraph; texts of documents are made safe here. */
void explain_tell(teller *t, int depth, qoq_buffer *text)
{
    const char *raw = qoq_buffer_string(text);
    size_t room = 3 * text->len + 1;
    char *safe = malloc(room);

    if (safe && text->len) {
        qoq_text_display(safe, room, raw, text->len);
        if (t->c->format == FORMAT_MD)
            put_markdown(t, safe, depth);
        else
            put_terminal(t, safe, depth);
        t->label = "";
    }
    t->out.failed = t->out.failed || !safe || text->failed;
    free(safe);
    qoq_buffer_clear(text);
}

/* ---- numbers ------------------------------------------------------------------------- */

/* The finest scale in which a figure has no digit that is not known: 92.1 bn, 92,133 mn. */
const qoq_scale *explain_scale_of(const teller *t, const qoq_figure *f)
{
    return cli_finest_scale(t->c, f->unit, f->places);
}

bool explain_is_share(const qoq_figure *f)
{
    return f->unit.kind == QOQ_UNIT_PERCENT || f->unit.kind == QOQ_UNIT_POINTS;
}

/* " mn CNY", "亿元" */
void explain_put_unit(qoq_buffer *out, const teller *t, const qoq_figure *f,
                      const qoq_scale *scale)
{
    const char *power = "", *unit = qoq_unit_name(&f->unit, t->c->chinese);

    if (scale && scale->power)
        power = explain_word(t, scale->english, scale->chinese);
    if (explain_is_share(f) || t->c->chinese)
        qoq_buffer_print(out, "%s%s", power,
                         f->unit.kind == QOQ_UNIT_POINTS ? "pp" : unit);
    else
        qoq_buffer_print(out, "%s%s%s%s", *power ? " " : "", power, *unit ? " " : "",
                         unit);
}

void explain_put_end(qoq_buffer *out, qoq_decimal end, const qoq_figure *f,
                     const qoq_scale *scale, qoq_rounding rounding)
{
    char text[QOQ_DECIMAL_ROOM];
    int power = scale ? scale->power : 0, places = f->places + power + 2;
    qoq_decimal value;

    if (qoq_decimal_scale(&value, end, -power, NULL) != QOQ_OK)
        value = end;
    value = qoq_decimal_round(value, places > 12 ? 12 : places, rounding);
    qoq_decimal_format_grouped(text, value, 0);
    qoq_buffer_text(out, text);
}

static bool is_point(qoq_interval x)
{
    return qoq_decimal_compare(x.low, x.high) == 0;
}

void explain_put_interval(qoq_buffer *out, const teller *t, const qoq_figure *f,
                          const qoq_scale *scale)
{
    if (is_point(f->interval)) {
        qoq_buffer_text(out, explain_word(t, "exactly", "精确"));
        return;
    }
    explain_put_end(out, f->interval.low, f, scale, QOQ_ROUND_DOWN);
    qoq_buffer_text(out, explain_word(t, " to ", " 至 "));
    explain_put_end(out, f->interval.high, f, scale, QOQ_ROUND_UP);
}

/* A derived value is given here with one digit more than in tables: its middle, and how far
 * off it may be. */
static qoq_figure with_middle(const qoq_figure *f)
{
    qoq_figure out = *f;

    if (f->state == QOQ_FIGURE_DERIVED && !explain_is_share(f) &&
        !is_point(f->interval))
        out.places++;
    return out;
}

/* "~79,022 ± 2 mn CNY" */
void explain_put_value(qoq_buffer *out, const teller *t, const qoq_figure *f,
                       const qoq_scale *scale)
{
    enum { ALL = 60 };
    char text[QOQ_FIGURE_ROOM];

    qoq_figure_format(text, f, scale, ALL, t->c->chinese);
    qoq_buffer_text(out, text);
    if (f->state == QOQ_FIGURE_DERIVED && !is_point(f->interval)) {
        qoq_buffer_text(out, " ± ");
        explain_put_end(out, qoq_interval_half_width(f->interval), f, scale,
                        QOQ_ROUND_UP);
    }
    if (qoq_figure_has(f))
        explain_put_unit(out, t, f, scale);
}

/* "~79,022 ± 2 mn CNY, 79,020 to 79,024" */
void explain_put_level(qoq_buffer *out, const teller *t, const qoq_figure *f)
{
    qoq_figure shown = with_middle(f);
    const qoq_scale *scale = explain_scale_of(t, &shown);

    explain_put_value(out, t, &shown, scale);
    if (qoq_figure_has(f)) {
        qoq_buffer_text(out, explain_word(t, ", ", "，"));
        explain_put_interval(out, t, &shown, scale);
    }
}

/* A statement as a figure of its own. */
qoq_figure explain_figure_of(const teller *t, const qoq_evidence *e)
{
    const qoq_record *r = e->record;
    qoq_bound bound = (qoq_bound)r->number.bound;
    int places = r->number.decimals;

    if (places == QOQ_DECIMALS_UNKNOWN || places == QOQ_DECIMALS_INF ||
        bound == QOQ_BOUND_ABOUT || bound == QOQ_BOUND_OVER || bound == QOQ_BOUND_UNDER)
        places = -qoq_decimal_last_place(r->number.value);
    return (qoq_figure){.state = QOQ_FIGURE_STATED,
                        .interval = e->interval,
                        .shown = r->number.value,
                        .places = (int16_t)places,
                        .unit = qoq_unit_of(qoq_panel_text(t->panel, r->unit)),
                        .vintage = r->vintage,
                        .record = r};
}

/* ---- documents ----------------------------------------------------------------------- */

const char *explain_rank_name(const cli *c, int rank)
{
    static const char *const names[][2] = {{"correction", "更正"},
                                           {"statement table", "报表"},
                                           {"segment table", "分部表"},
                                           {"prose", "正文"},
                                           {"news", "新闻"}};

    return names[rank][c->chinese];
}

/* "Tencent results announcement 2025Q1, page 3, line 12, column 5" */
void explain_put_source(qoq_buffer *out, const teller *t, const qoq_record *r)
{
    qoq_buffer_text(out, qoq_panel_text(t->panel, r->source));
    cli_put_place(t->c, out, r);
    if (r->line && r->column)
        qoq_buffer_print(out, explain_word(t, ", column %u", "，第%u列"), r->column);
    if (r->document)
        qoq_buffer_print(out, " [%016llx]", (unsigned long long)r->document);
}

/* Rows that no mark tells anything of count as prose; that is no reason to say so. */
const char *explain_evidence_name(const teller *t, const qoq_record *r)
{
    enum { RANK_PROSE = 3 };
    const qoq_dataset *data = qoq_panel_dataset(t->panel);
    int rank = qoq_dataset_rank(data, r);

    if (rank == RANK_PROSE && !qoq_dataset_has_mark(data, r, "prose"))
        return explain_word(t, "issuer", "公司文件");
    return explain_rank_name(t->c, rank);
}

void explain_put_vintage(qoq_buffer *out, qoq_period vintage)
{
    char text[16];

    qoq_period_format(text, vintage);
    qoq_buffer_text(out, text);
}

/* " · 2025Q1 · SOURCE · prose" of the statement that a figure rests on. */
void explain_put_origin(qoq_buffer *out, const teller *t, const qoq_record *r)
{
    qoq_buffer_text(out, " · ");
    explain_put_vintage(out, r->vintage);
    qoq_buffer_text(out, " · ");
    explain_put_source(out, t, r);
    qoq_buffer_print(out, " · %s", explain_evidence_name(t, r));
}
