/* Which encoding a document is in: said, marked, valid, or weighed. */
#include <string.h>
#include <strings.h>

#include "document/decode_private.h"

enum {
    SAMPLE = 1 << 17, /* bytes that are weighed */
    HEAD = 4096       /* bytes in which a page may declare its encoding */
};

#define UTF8    "UTF-8"
#define UTF16LE "UTF-16LE"
#define UTF16BE "UTF-16BE"
#define GB      "GB18030"
#define BIG5    "Big5-HKSCS"
#define WESTERN "Windows-1252"

/* To add a name for an encoding: a row here. What stands in none is left to iconv. */
static const struct {
    const char *label, *name;
} labels[] = {
    {"utf-8", UTF8},
    {"utf8", UTF8},
    {"unicode-1-1-utf-8", UTF8},
    {"us-ascii", UTF8},
    {"ascii", UTF8},
    {"utf-16", "UTF-16"},
    {"utf16", "UTF-16"},
    {"unicode", "UTF-16"},
    {"ucs-2", "UTF-16"},
    {"utf-16le", UTF16LE},
    {"utf-16be", UTF16BE},
    {"gb18030", GB},
    {"gbk", GB},
    {"x-gbk", GB},
    {"gb2312", GB},
    {"gb_2312-80", GB},
    {"gb_2312", GB},
    {"csgb2312", GB},
    {"euc-cn", GB},
    {"cp936", GB},
    {"ms936", GB},
    {"windows-936", GB},
    {"chinese", GB},
    {"big5", BIG5},
    {"big5-hkscs", BIG5},
    {"big5hkscs", BIG5},
    {"big-5", BIG5},
    {"x-x-big5", BIG5},
    {"cn-big5", BIG5},
    {"csbig5", BIG5},
    {"cp950", BIG5},
    {"ms950", BIG5},
    {"windows-950", BIG5},
    {"windows-1252", WESTERN},
    {"cp1252", WESTERN},
    {"x-cp1252", WESTERN},
    {"iso-8859-1", WESTERN},
    {"iso8859-1", WESTERN},
    {"latin1", WESTERN},
    {"latin-1", WESTERN},
    {"ansi", WESTERN},
};

static const char *find_label(qoq_slice wanted)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (strlen(labels[i].label) == wanted.len &&
            strncasecmp(labels[i].label, wanted.ptr, wanted.len) == 0)
            return labels[i].name;
    }
    return NULL;
}

static void set_name(qoq_charset *out, const char *name)
{
    size_t len = strnlen(name, sizeof out->name - 1);
    memcpy(out->name, name, len);
    out->name[len] = '\0';
}

static qoq_status fail_unknown(const char *wanted, qoq_error *err)
{
    const char *nearest = NULL;
    size_t best = 3;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t distance = qoq_text_distance(qoq_slice_of(wanted),
                                            qoq_slice_of(labels[i].label), best - 1);
        if (distance < best) {
            best = distance;
            nearest = labels[i].label;
        }
    }
    return qoq_fail(err, QOQ_EUSAGE,
                    "unknown encoding '%.60s'%s%s%s; there are utf-8, utf-16, gb18030, "
                    "big5, windows-1252 and what 'iconv -l' lists",
                    wanted, nearest ? ", did you mean '" : "", nearest ? nearest : "",
                    nearest ? "'?" : "");
}

/* ---- marks and patterns ------------------------------------------------------------- */

static bool starts(const char *data, size_t len, const char *bytes, size_t count)
{
    return len >= count && memcmp(data, bytes, count) == 0;
}

static bool find_mark(qoq_charset *out, const char *data, size_t len)
{
    static const struct {
        const char *bytes;
        size_t count;
        const char *name;
    } rows[] = {{"\xEF\xBB\xBF", 3, UTF8},       {"\xFF\xFE\0\0", 4, "UTF-32LE"},
                {"\0\0\xFE\xFF", 4, "UTF-32BE"}, {"\xFF\xFE", 2, UTF16LE},
                {"\xFE\xFF", 2, UTF16BE},        {"\x84\x31\x95\x33", 4, GB}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (starts(data, len, rows[i].bytes, rows[i].count)) {
            set_name(out, rows[i].name);
            out->skip = rows[i].count;
            return true;
        }
    }
    return false;
}

static double weigh_as(const char *data, size_t len, const char *name, bool all)
{
    qoq_buffer text = {0};
    size_t bad = 0;
    double score = -1;
    if (qoq_charset_sample(&text, &bad, data, len, name) && text.len > 0)
        score = qoq_charset_score(text.ptr, text.len, all) -
                3 * (double)bad / (double)qoq_text_count(text.ptr, text.len);
    qoq_buffer_clear(&text);
    return score;
}

/* NUL bytes: text only if it is UTF-16, and then it is read as such in one of the two
 * orders. 一 (4E 00) and the wide blank (30 00) put NULs on the wrong side, so what comes
 * out decides, not where the NULs are. */
static const char *find_utf16(const char *data, size_t len)
{
    size_t look = (len < SAMPLE ? len : SAMPLE) & ~(size_t)1;
    double little = weigh_as(data, look, UTF16LE, true);
    double big = weigh_as(data, look, UTF16BE, true);
    if (little < 0.5 && big < 0.5)
        return NULL;
    return little >= big ? UTF16LE : UTF16BE;
}

/* ---- what a page declares ----------------------------------------------------------- */

static const char *find_word(const char *data, size_t len, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= len; i++) {
        if (strncasecmp(data + i, word, n) == 0)
            return data + i + n;
    }
    return NULL;
}

static bool is_label_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '-' || c == '_' || c == ':' || c == '.';
}

/* The label in '<meta charset="gb2312">' or '<?xml encoding="gbk"?>'; empty if none. */
static qoq_slice find_declared(const char *data, size_t len)
{
    const qoq_slice none = {NULL, 0};
    size_t at = 0;
    len = len < HEAD ? len : HEAD;
    while (at < len && strchr(" \t\r\n", data[at]))
        at++;
    if (at >= len || data[at] != '<')
        return none;
    bool xml = len - at > 5 && strncasecmp(data + at, "<?xml", 5) == 0;
    const char *value = xml ? find_word(data, len, "encoding") : NULL;
    if (!value)
        value = find_word(data, len, "charset");
    if (!value)
        return none;
    while (value < data + len && strchr(" \t=\"'", *value))
        value++;
    qoq_slice label = {value, 0};
    while (value + label.len < data + len && is_label_byte(value[label.len]))
        label.len++;
    return label;
}

/* ---- weighing ----------------------------------------------------------------------- */

/* UTF-8 with a few bytes broken: a conversion that went wrong somewhere, or two files in
 * one. Whatever is guessed for it would garble the rest. */
static bool is_nearly_utf8(const char *data, size_t len)
{
    size_t good = 0, bad = 0, at = 0;
    while (at < len) {
        size_t broken = 0;
        bool valid = qoq_text_is_valid(data + at, len - at, &broken);
        size_t end = valid ? len : at + broken;
        for (; at < end; at++)
            good += (unsigned char)data[at] >= 0xC0;
        if (!valid) {
            bad++;
            at = end + 1;
        }
    }
    return good >= 4 * bad;
}

/* Where weighing begins: at the first byte that says anything. */
static qoq_slice sample_of(const char *data, size_t len)
{
    size_t at = 0;
    while (at < len && (unsigned char)data[at] < 0x80)
        at++;
    size_t from = at > 0 ? at - 1 : 0;
    return (qoq_slice){data + from, len - from < SAMPLE ? len - from : SAMPLE};
}

static double weigh_western(const char *data, size_t len, const char *name, bool all)
{
    (void)name;
    (void)all;
    return qoq_charset_score_western(data, len);
}

/* What is weighed, and the least that is believed. UTF-16 is here for Chinese without a
 * single digit or line end, in which no byte is NUL. */
static const struct {
    const char *name;
    double (*weigh)(const char *data, size_t len, const char *name, bool all);
    bool all;
    double least;
} candidates[] = {
    {GB, weigh_as, false, 0.2},           {BIG5, weigh_as, false, 0.2},
    {UTF16LE, weigh_as, true, 0.7},       {UTF16BE, weigh_as, true, 0.7},
    {WESTERN, weigh_western, false, 0.2},
};

static const char *find_best(qoq_slice all, qoq_slice sample, const char *declared)
{
    const char *best = NULL;
    double most = 0;
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        qoq_slice look = candidates[i].all ? all : sample;
        double score = candidates[i].weigh(look.ptr, look.len, candidates[i].name,
                                           candidates[i].all);
        if (declared && strcmp(declared, candidates[i].name) == 0)
            score += 0.2;
        if (score > most && score > candidates[i].least) {
            most = score;
            best = candidates[i].name;
        }
    }
    return best;
}

/* An encoding that a page declares and that is none of those weighed: taken when every
 * byte fits. */
static bool take_foreign(qoq_charset *out, qoq_slice sample, qoq_slice label)
{
    qoq_buffer text = {0};
    size_t bad = 1;
    if (label.len == 0 || label.len >= sizeof out->name || find_label(label))
        return false;
    memcpy(out->name, label.ptr, label.len);
    out->name[label.len] = '\0';
    bool fits = qoq_charset_exists(out->name) &&
                qoq_charset_sample(&text, &bad, sample.ptr, sample.len, out->name) &&
                bad == 0;
    qoq_buffer_clear(&text);
    return fits;
}

static qoq_status fail_guess(const char *data, size_t len, size_t bad, qoq_error *err)
{
    qoq_place place = {0, 1, 1, 0};
    if (qoq_charset_is_binary(data, len))
        return qoq_fail(err, QOQ_EINPUT,
                        "not a text document: binary data; save it as text");
    qoq_place_move(&place, data, len, bad);
    return qoq_fail_at(err, QOQ_EINPUT, place.line, place.column,
                       "not valid UTF-8 (byte 0x%02X), and neither Chinese nor English "
                       "in another encoding; name it by --encoding, or save the "
                       "document as UTF-8",
                       (unsigned char)data[bad]);
}

static qoq_status guess(qoq_charset *out, const char *data, size_t len, size_t bad,
                        qoq_error *err)
{
    qoq_slice sample = sample_of(data, len), label = find_declared(data, len);
    qoq_slice start = {data, (len < SAMPLE ? len : SAMPLE) & ~(size_t)1};
    const char *best = find_best(start, sample, label.len ? find_label(label) : NULL);
    out->guessed = true;
    if (best)
        set_name(out, best);
    else if (!take_foreign(out, sample, label))
        return fail_guess(data, len, bad, err);
    return QOQ_OK;
}

/* ---- in order ----------------------------------------------------------------------- */

static qoq_status take_wanted(qoq_charset *out, const char *data, size_t len,
                              const char *wanted, qoq_error *err)
{
    qoq_charset marked = {0};
    const char *name = find_label(qoq_slice_of(wanted));
    if (!name && (strlen(wanted) >= sizeof out->name || !qoq_charset_exists(wanted)))
        return fail_unknown(wanted, err);
    set_name(out, name ? name : wanted);
    bool has_mark = find_mark(&marked, data, len);
    if (strcmp(out->name, "UTF-16") == 0) {
        const char *order = find_utf16(data, len);
        bool big = has_mark ? strcmp(marked.name, UTF16BE) == 0
                            : order && strcmp(order, UTF16BE) == 0;
        set_name(out, big ? UTF16BE : UTF16LE);
    }
    if (has_mark && strcmp(marked.name, out->name) == 0)
        out->skip = marked.skip;
    return QOQ_OK;
}

qoq_status qoq_charset_find(qoq_charset *out, const char *data, size_t len,
                            const char *wanted, qoq_error *err)
{
    size_t bad = 0;
    memset(out, 0, sizeof *out);
    if (wanted && wanted[0])
        return take_wanted(out, data, len, wanted, err);
    if (find_mark(out, data, len))
        return QOQ_OK;
    if (memchr(data, 0, len)) {
        const char *name = find_utf16(data, len);
        if (!name && qoq_text_is_valid(data, len, NULL))
            name = UTF8; /* and whoever reads it finds the NUL */
        if (!name)
            return qoq_fail(err, QOQ_EINPUT,
                            "not a text document: it has NUL bytes; save it as text");
        set_name(out, name);
        out->guessed = strcmp(name, UTF8) != 0;
        return QOQ_OK;
    }
    out->valid = qoq_text_is_valid(data, len, &bad);
    if (!out->valid && !is_nearly_utf8(data, len))
        return guess(out, data, len, bad, err);
    set_name(out, UTF8);
    return QOQ_OK;
}
