/* Inside a block: marks of emphasis go, hand-wrapped lines are joined.
 *
 * '**' is dropped in any text, for notes and chat programs write it everywhere; the other
 * marks of Markdown only where the document is Markdown. The rules for what opens and
 * closes are CommonMark's, but for one: a mark beside Chinese punctuation works (as in
 * **“网络广告”**更名), which CommonMark's word boundaries rule out. */
#include <string.h>

#include "document/decode_private.h"

enum { STRONG, EMPHASIS, UNDER_STRONG, UNDER, CODE, KINDS };

static const struct {
    char byte;
    size_t count;
} kinds[KINDS] = {{'*', 2}, {'*', 1}, {'_', 2}, {'_', 1}, {'`', 1}};

enum { LINK_TEXT = 400, LINK_ADDRESS = 2000 }; /* bytes; longer ones are no links */

typedef struct copier {
    qoq_writer *writer;
    const char *text;
    size_t from, to;
    int what;
    size_t close[KINDS];         /* where the mark that is open ends; 0 = none open */
    bool hopeless[KINDS];        /* no closing mark in the rest of the block */
    size_t link_close, link_end; /* '](address)' of the link that is open */
} copier;

static bool is_blank_byte(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

static bool is_ascii_word(char c)
{
    return is_word_byte(c) && (unsigned char)c < 0x80;
}

static size_t run_length(const copier *c, size_t at)
{
    size_t run = 1;
    while (at + run < c->to && c->text[at + run] == c->text[at])
        run++;
    return run;
}

/* May a mark end here? An underscore inside a word is a letter. */
static bool closes(const copier *c, int kind, size_t at, size_t run)
{
    size_t behind = at + run;
    if (is_blank_byte(c->text[at - 1]))
        return false;
    if (kinds[kind].count == 2 ? run < 2 : run == 2)
        return false;
    if (kind == STRONG || kind == CODE)
        return true;
    if (behind >= c->to)
        return true;
    return kind == EMPHASIS ? !is_ascii_word(c->text[behind])
                            : !is_word_byte(c->text[behind]);
}

/* Where the mark that opens in front of `at` is closed; 0 = nowhere. What was searched in
 * vain once is not searched again: that keeps a line of a million stars linear. */
static size_t find_close(copier *c, int kind, size_t at)
{
    while (at < c->to && !c->hopeless[kind]) {
        const char *found = memchr(c->text + at, kinds[kind].byte, c->to - at);
        if (!found)
            break;
        size_t here = (size_t)(found - c->text);
        size_t run = run_length(c, here);
        if (closes(c, kind, here, run)) /* in *** the one star comes first */
            return kinds[kind].count == 2 ? here + run - 2 : here;
        at = here + run;
    }
    c->hopeless[kind] = true;
    return 0;
}

static bool opens(const copier *c, int kind, size_t at, size_t run)
{
    if (run < kinds[kind].count || at + run >= c->to ||
        is_blank_byte(c->text[at + run]))
        return false;
    if (kind == STRONG || kind == CODE)
        return true;
    if (at == c->from)
        return true;
    char before = c->text[at - 1];
    return kind == EMPHASIS ? !is_ascii_word(before) : !is_word_byte(before);
}

static void drop(copier *c, size_t at, size_t count)
{
    qoq_writer_copy(c->writer, at);
    qoq_writer_skip(c->writer, at + count);
}

/* Drops the mark at `at` if it opens or closes; returns how far it went. */
static size_t take_mark(copier *c, size_t at, int kind)
{
    size_t count = kinds[kind].count;
    if (c->close[kind] < at) /* it was in the address of a link */
        c->close[kind] = 0;
    if (c->close[kind] && c->close[kind] == at) {
        c->close[kind] = 0;
        drop(c, at, count);
        return count;
    }
    size_t run = run_length(c, at);
    if (c->close[kind] || !opens(c, kind, at, run))
        return 0;
    c->close[kind] = find_close(c, kind, at + (run > count ? run : count));
    if (!c->close[kind])
        return 0;
    drop(c, at, count);
    return count;
}

/* What is left of a run of marks that is none: up to a closing mark inside it. */
static size_t step_over(const copier *c, size_t at)
{
    size_t step = run_length(c, at);
    for (int kind = 0; kind < KINDS; kind++) {
        if (c->close[kind] > at && c->close[kind] < at + step)
            step = c->close[kind] - at;
    }
    return step;
}

static size_t take_marks(copier *c, size_t at)
{
    for (int kind = 0; kind < KINDS; kind++) {
        if (kinds[kind].byte != c->text[at])
            continue;
        if (kind != STRONG && !(c->what & INLINE_MARKDOWN))
            continue;
        size_t taken = take_mark(c, at, kind);
        if (taken)
            return taken;
    }
    return step_over(c, at);
}

static const char *find(const copier *c, size_t at, char byte, size_t limit)
{
    size_t len = c->to - at < limit ? c->to - at : limit;
    return memchr(c->text + at, byte, len);
}

/* [text](address) keeps the text, ![picture](address) nothing, [^1] nothing. */
static size_t take_link(copier *c, size_t at)
{
    bool picture = c->text[at] == '!';
    size_t open = at + picture;
    if (open >= c->to || c->text[open] != '[')
        return 1;
    const char *end = find(c, open, ']', LINK_TEXT);
    if (!end)
        return 1;
    size_t close = (size_t)(end - c->text);
    if (open + 1 < close && c->text[open + 1] == '^') {
        drop(c, at, close + 1 - at);
        return close + 1 - at;
    }
    if (close + 1 >= c->to || c->text[close + 1] != '(')
        return 1;
    end = find(c, close, ')', LINK_ADDRESS);
    if (!end || memchr(c->text + close, '\n', (size_t)(end - c->text) - close))
        return 1;
    size_t behind = (size_t)(end - c->text) + 1;
    if (picture) {
        drop(c, at, behind - at);
        return behind - at;
    }
    c->link_close = close;
    c->link_end = behind;
    drop(c, at, 1);
    return 1;
}

static size_t end_link(copier *c, size_t at)
{
    if (c->link_close == 0 || c->link_close != at)
        return 1;
    c->link_close = 0;
    drop(c, at, c->link_end - at);
    return c->link_end - at;
}

static size_t take_escape(copier *c, size_t at)
{
    if (at + 1 >= c->to || !strchr("\\`*_{}[]()#+-.!|~$<>&\"'", c->text[at + 1]))
        return 1;
    drop(c, at, 1);
    return 2;
}

/* <br> inside a cell. */
static size_t take_break(copier *c, size_t at)
{
    const char *end = find(c, at, '>', 8);
    if (!end || c->to - at < 4 || (c->text[at + 1] | 0x20) != 'b' ||
        (c->text[at + 2] | 0x20) != 'r')
        return 1;
    size_t behind = (size_t)(end - c->text) + 1;
    qoq_writer_copy(c->writer, at);
    qoq_writer_say(c->writer, " ", 1);
    qoq_writer_skip(c->writer, behind);
    return behind - at;
}

static uint32_t code_before(const char *text, size_t at)
{
    size_t from = at;
    while (from > 0 && at - from < 4) {
        from--;
        if (((unsigned char)text[from] & 0xC0) != 0x80)
            return qoq_text_next(text, at, &from);
    }
    return 0;
}

static bool is_wide(uint32_t code)
{
    return code >= 0x2E80;
}

/* The white space around a line end, and the mark of a quotation. */
static size_t skip_gap(const copier *c, size_t at)
{
    while (at < c->to) {
        size_t next = at;
        uint32_t code = qoq_text_next(c->text, c->to, &next);
        if (!qoq_text_is_space(code) && !(code == '>' && (c->what & INLINE_QUOTE)))
            break;
        at = next;
    }
    return at;
}

/* Does Chinese come before byte `at`, but for digits and signs: '增长20%,'? */
static bool is_chinese_before(const copier *c, size_t at)
{
    enum { FAR = 24 };
    for (size_t from = at > c->from + FAR ? at - FAR : c->from; at > from; at--) {
        unsigned char byte = (unsigned char)c->text[at - 1];
        if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z')
            return false;
        if (byte >= 0xE3)
            return true;
    }
    return false;
}

/* Words get a blank between them; Chinese is written without, and so is what stands
 * beside it; 'year-' and 'on-year' have their hyphen. */
static bool needs_blank(const copier *c, size_t end, size_t next)
{
    uint32_t before = code_before(c->text, end);
    uint32_t behind = qoq_text_next(c->text, c->to, &next);
    if (is_wide(before) || is_wide(behind))
        return false;
    if (before == '-' && end >= 2 && is_word_byte(c->text[end - 2]) && behind >= 'a' &&
        behind <= 'z')
        return false;
    return is_ascii_word((char)before) ? true : !is_chinese_before(c, end);
}

static size_t join(copier *c, size_t at)
{
    size_t end = at;
    while (end > c->writer->done && is_blank_byte(c->text[end - 1]))
        end--;
    size_t next = skip_gap(c, at);
    qoq_writer_copy(c->writer, end);
    if (next < c->to && needs_blank(c, end, next))
        qoq_writer_say(c->writer, " ", 1);
    qoq_writer_skip(c->writer, next);
    return next - at;
}

void qoq_inline_join(qoq_writer *writer, size_t next)
{
    copier c = {.writer = writer,
                .text = writer->source,
                .from = writer->done,
                .to = writer->len};
    size_t end = writer->done;
    if (next < writer->len && needs_blank(&c, end, next))
        qoq_writer_say(writer, " ", 1);
    qoq_writer_skip(writer, next);
}

/* Characters that Markdown takes over from web pages by their names. */
static const struct {
    const char *name, *text;
} entities[] = {
    {"&nbsp;", "\xC2\xA0"},
    {"&ensp;", "\xC2\xA0"},
    {"&emsp;", "\xC2\xA0"},
    {"&#160;", "\xC2\xA0"},
    {"&thinsp;", "\xE2\x80\x89"},
    {"&amp;", "&"},
    {"&lt;", "<"},
    {"&gt;", ">"},
    {"&quot;", "\""},
    {"&apos;", "'"},
    {"&#39;", "'"},
    {"&ndash;", "–"},
    {"&mdash;", "—"},
    {"&minus;", "−"},
    {"&lsquo;", "‘"},
    {"&rsquo;", "’"},
    {"&ldquo;", "“"},
    {"&rdquo;", "”"},
    {"&euro;", "€"},
    {"&pound;", "£"},
    {"&yen;", "¥"},
};

static size_t take_entity(copier *c, size_t at)
{
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        size_t len = strlen(entities[i].name);
        if (c->to - at < len || memcmp(c->text + at, entities[i].name, len) != 0)
            continue;
        qoq_writer_copy(c->writer, at);
        qoq_writer_say(c->writer, entities[i].text, strlen(entities[i].text));
        qoq_writer_skip(c->writer, at + len);
        return len;
    }
    return 1;
}

/* Bytes that mean something: 1 in any text, 2 in Markdown. */
static const unsigned char meaning[256] = {
    ['\n'] = 1, ['\r'] = 1, ['*'] = 1, ['_'] = 2,  ['`'] = 2, ['['] = 2,
    [']'] = 2,  ['!'] = 2,  ['<'] = 2, ['\\'] = 2, ['&'] = 2,
};

static size_t take(copier *c, size_t at)
{
    switch (c->text[at]) {
    case '\n':
    case '\r':
        return join(c, at);
    case '[':
    case '!':
        return take_link(c, at);
    case ']':
        return end_link(c, at);
    case '\\':
        return take_escape(c, at);
    case '<':
        return take_break(c, at);
    case '&':
        return take_entity(c, at);
    default:
        return take_marks(c, at);
    }
}

void qoq_inline_copy(qoq_writer *writer, size_t to, int what)
{
    copier c = {.writer = writer,
                .text = writer->source,
                .from = writer->done,
                .to = to,
                .what = what};
    unsigned char most = what & INLINE_MARKDOWN ? 2 : 1;
    size_t at = writer->done;
    while (at < to) {
        unsigned char here = meaning[(unsigned char)c.text[at]];
        if (here == 0 || here > most)
            at++;
        else
            at += take(&c, at);
    }
    qoq_writer_copy(writer, to);
}
