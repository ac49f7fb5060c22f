/*
 * gnuplot's SVG made fit for a page.
 *
 * What comes in is gnuplot's own output, in which < and & of texts are escaped; so every
 * '<' begins a tag. Tags are walked one by one; text between them is copied.
 */
#include <string.h>

#include "output/chart_private.h"

static const char family[] = "Noto Sans CJK SC";
static const char families[] = "Noto Sans CJK SC,Noto Sans SC,Source Han Sans SC,"
                               "Microsoft YaHei,PingFang SC,sans-serif";

typedef struct tidier {
    qoq_buffer *out;
    const char *prefix, *title, *description;
    bool rooted;                   /* the root element was written */
    size_t group_begin, group_end; /* of the last <g ...> in out; 0 = none */
} tidier;

static void add_escaped(qoq_buffer *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '<':
            qoq_buffer_text(out, "&lt;");
            break;
        case '>':
            qoq_buffer_text(out, "&gt;");
            break;
        case '&':
            qoq_buffer_text(out, "&amp;");
            break;
        case '"':
            qoq_buffer_text(out, "&quot;");
            break;
        default:
            qoq_buffer_char(out, *text);
        }
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Name and value of the next attribute of a tag; false at the tag's end. */
static bool next_attribute(const char **at, const char *end, qoq_slice *name,
                           qoq_slice *value)
{
    const char *p = *at;
    char quote;

    while (p < end && (is_blank(*p) || *p == '/' || *p == '?'))
        p++;
    name->ptr = p;
    while (p < end && *p != '=' && !is_blank(*p) && *p != '/')
        p++;
    name->len = (size_t)(p - name->ptr);
    while (p < end && is_blank(*p))
        p++;
    if (name->len == 0 || p >= end || *p != '=')
        return false;
    p++;
    while (p < end && is_blank(*p))
        p++;
    if (p >= end || (*p != '"' && *p != '\''))
        return false;
    quote = *p++;
    value->ptr = p;
    while (p < end && *p != quote)
        p++;
    value->len = (size_t)(p - value->ptr);
    *at = p < end ? p + 1 : end;
    return true;
}

/* Ids, and what refers to them: id="x", href="#x", fill="url(#x)". */
static void add_value(tidier *t, qoq_slice name, qoq_slice value)
{
    const char *hash = memchr(value.ptr, '#', value.len);
    bool refers = hash && (qoq_slice_is(name, "xlink:href") ||
                           (qoq_slice_starts(value, "url(#") && hash == value.ptr + 4));

    if (qoq_slice_is(name, "id")) {
        qoq_buffer_text(t->out, t->prefix);
        qoq_buffer_add(t->out, value.ptr, value.len);
    } else if (refers) {
        size_t head = (size_t)(hash + 1 - value.ptr);

        qoq_buffer_add(t->out, value.ptr, head);
        qoq_buffer_text(t->out, t->prefix);
        qoq_buffer_add(t->out, value.ptr + head, value.len - head);
    } else {
        qoq_buffer_add(t->out, value.ptr, value.len);
    }
}

/* gnuplot quotes attributes either way; the value goes out as it came, so its own quotes
 * must be kept. */
static void add_attributes(tidier *t, const char *at, const char *end)
{
    qoq_slice name, value;

    while (next_attribute(&at, end, &name, &value)) {
        char quote = value.ptr[-1];

        /* The usual fonts stand once, at the root. */
        if (qoq_slice_starts(name, "on") ||
            (qoq_slice_is(name, "font-family") && qoq_slice_is(value, family)))
            continue;
        qoq_buffer_char(t->out, ' ');
        qoq_buffer_add(t->out, name.ptr, name.len);
        qoq_buffer_char(t->out, '=');
        qoq_buffer_char(t->out, quote);
        add_value(t, name, value);
        qoq_buffer_char(t->out, quote);
    }
}

static void add_root(tidier *t)
{
    qoq_buffer_print(t->out, " font-family=\"%s\"", families);
    qoq_buffer_print(t->out, " role=\"img\" aria-labelledby=\"%stitle %sdesc\">\n",
                     t->prefix, t->prefix);
    qoq_buffer_print(t->out, "<title id=\"%stitle\">", t->prefix);
    add_escaped(t->out, t->title);
    qoq_buffer_print(t->out, "</title>\n<desc id=\"%sdesc\">", t->prefix);
    add_escaped(t->out, t->description);
    qoq_buffer_text(t->out, "</desc>");
    t->rooted = true;
}

/* Elements that are left out with all they hold: gnuplot's names of plots, its scripts. */
static bool is_unwanted(qoq_slice name)
{
    return qoq_slice_is(name, "title") || qoq_slice_is(name, "desc") ||
           qoq_slice_is(name, "script") || qoq_slice_is(name, "metadata");
}

/* Behind the end tag of an element that begins at `at`; the end of all if there is none. */
static const char *skip_element(const char *at, const char *end, qoq_slice name)
{
    for (; at < end; at++) {
        if (at[0] == '<' && (size_t)(end - at) > name.len + 2 && at[1] == '/' &&
            memcmp(at + 2, name.ptr, name.len) == 0) {
            const char *close = memchr(at, '>', (size_t)(end - at));

            return close ? close + 1 : end;
        }
    }
    return end;
}

/* gnuplot opens and closes a group for every change of colour, drawn in or not. Takes the
 * last one out again if nothing but white space is in it. */
static bool drop_empty_group(tidier *t)
{
    if (!t->group_end)
        return false;
    for (size_t i = t->group_end; i < t->out->len; i++) {
        if (!is_blank(t->out->ptr[i]))
            return false;
    }
    t->out->len = t->group_begin;
    t->group_end = 0;
    return true;
}

/* White space between tags: one line end at most. */
static void add_between(tidier *t, const char *text, size_t len)
{
    size_t blank = 0;

    while (blank < len && is_blank(text[blank]))
        blank++;
    if (blank == len && len && memchr(text, '\n', len)) {
        if (!t->out->len || t->out->ptr[t->out->len - 1] != '\n')
            qoq_buffer_char(t->out, '\n');
        return;
    }
    qoq_buffer_add(t->out, text, len);
}

/* One tag from '<'; returns where to go on. */
static const char *tidy_tag(tidier *t, const char *at, const char *end)
{
    const char *close = memchr(at, '>', (size_t)(end - at));
    qoq_slice name = {at + 1, 0};
    bool empty;

    if (!close)
        return end;
    while (name.ptr + name.len < close && !is_blank(name.ptr[name.len]) &&
           name.ptr[name.len] != '/')
        name.len++;
    if (qoq_slice_starts((qoq_slice){name.ptr, (size_t)(close - name.ptr)}, "/g") &&
        close == name.ptr + 2 && drop_empty_group(t))
        return close + 1;
    if (*name.ptr == '/' || *name.ptr == '?' || *name.ptr == '!') {
        qoq_buffer_add(t->out, at, (size_t)(close + 1 - at));
        return close + 1;
    }
    empty = close[-1] == '/';
    if (is_unwanted(name))
        return empty ? close + 1 : skip_element(close, end, name);
    if (qoq_slice_is(name, "g"))
        t->group_begin = t->out->len;
    qoq_buffer_char(t->out, '<');
    qoq_buffer_add(t->out, name.ptr, name.len);
    add_attributes(t, name.ptr + name.len, close);
    if (qoq_slice_is(name, "svg") && !t->rooted)
        add_root(t);
    else
        qoq_buffer_text(t->out, empty ? "/>" : ">");
    if (qoq_slice_is(name, "g"))
        t->group_end = t->out->len;
    return close + 1;
}

void qoq_chart_svg_tidy(qoq_buffer *out, const char *svg, size_t len,
                        const char *prefix, const char *title, const char *description)
{
    tidier t = {out, prefix, title, description, false, 0, 0};
    const char *at = svg, *end = svg + len;

    while (at < end) {
        const char *tag = memchr(at, '<', (size_t)(end - at));

        if (!tag)
            tag = end;
        add_between(&t, at, (size_t)(tag - at));
        at = tag < end ? tidy_tag(&t, tag, end) : end;
    }
}
