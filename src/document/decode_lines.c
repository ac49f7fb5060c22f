/* What a line of plain text or Markdown looks like, seen alone. */
#include <string.h>
#include <strings.h>

#include "base/text_inline.h"
#include "document/decode_private.h"
#include "words/lexicon_fixed.h"

enum { TAB = 8, CELL_LOOK = 4000, CELL_WIDE = 60, GAP = 3 };

/* ---- small questions about characters ----------------------------------------------- */

static bool is_digit(uint32_t code)
{
    return (code >= '0' && code <= '9') || (code >= 0xFF10 && code <= 0xFF19);
}

static bool is_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

static bool is_dash(uint32_t code)
{
    return code == '-' || code == 0xFF0D || (code >= 0x2010 && code <= 0x2015) ||
           code == 0x2212;
}

/* Asked of every character of a document: most are ASCII, and need no decoding. */
static bool is_one_of(uint32_t code, const char *set)
{
    if (code < 0x80) {
        while (*set && (unsigned char)*set != code)
            set++;
        return *set != '\0';
    }
    size_t len = strlen(set);
    for (size_t at = 0; at < len;) {
        if (text_next(set, len, &at) == code)
            return true;
    }
    return false;
}

/* May this text begin with a word? Most do not: one look is cheaper than a comparison. */
static bool may_begin(const char *text, size_t len, const char *word)
{
    return len > 0 && ((text[0] ^ word[0]) & ~0x20) == 0;
}

static bool has_prefix(const char *text, size_t len, const char *prefix)
{
    if (!may_begin(text, len, prefix))
        return false;
    size_t n = strlen(prefix);
    return len >= n && memcmp(text, prefix, n) == 0;
}

static bool has_word(const char *text, size_t len, const char *word)
{
    if (!may_begin(text, len, word))
        return false;
    size_t n = strlen(word);
    return len >= n && strncasecmp(text, word, n) == 0 &&
           (len == n || !is_letter((unsigned char)text[n]));
}

static size_t skip_blanks(const char *text, size_t len, size_t at)
{
    while (at < len) {
        size_t next = at;
        if (!qoq_text_is_space(text_next(text, len, &next)))
            break;
        at = next;
    }
    return at;
}

/* Chinese and full-width 2, all else 1: exact widths would cost more than they tell. */
uint32_t qoq_line_width(const char *text, size_t len)
{
    uint32_t width = 0;
    for (size_t i = 0; i < len && width < LINE_WIDE; i++) {
        unsigned char c = (unsigned char)text[i];
        width += (c & 0xC0) != 0x80;
        width += c >= 0xE3 && c != 0xEE;
    }
    return width;
}

/* ---- endings ------------------------------------------------------------------------ */

/* " Inc." ends no sentence. */
static bool ends_in_abbreviation(const char *text, size_t len)
{
    if (len == 0 || text[len - 1] != '.')
        return false;
    size_t n = qoq_fixed_word_ends(QOQ_FIXED_company_form, text, len - 1);
    return n > 0 && n + 1 < len && text[len - n - 2] == ' ';
}

static line_ending ending_of(uint32_t code)
{
    if (is_one_of(code, ".!?;。！？；．"))
        return ENDING_STOP;
    if (is_one_of(code, ",，、"))
        return ENDING_COMMA;
    if (code == ':' || code == 0xFF1A)
        return ENDING_COLON;
    return ENDING_NONE;
}

static uint32_t code_before(const char *text, size_t *at)
{
    size_t end = *at;
    while (*at > 0) {
        --*at;
        if (((unsigned char)text[*at] & 0xC0) != 0x80)
            break;
    }
    size_t from = *at;
    return from < end ? text_next(text, end, &from) : 0;
}

/* Looks behind closing quotes and brackets: ...恢复。” ends a sentence, 多赚“一成” does
 * not. */
line_ending qoq_line_ending(const char *text, size_t len, uint32_t *last_code)
{
    size_t at = len;
    uint32_t code = code_before(text, &at);
    if (last_code)
        *last_code = code;
    if (code == '.' && ends_in_abbreviation(text, len))
        return ENDING_NONE;
    for (int i = 0; i < 3 && at > 0 && is_one_of(code, "”’」』\"')）]】》*"); i++)
        code = code_before(text, &at);
    return ending_of(code);
}

/* ---- marks in front ----------------------------------------------------------------- */

static size_t count_digits(const char *text, size_t len, size_t at, size_t limit)
{
    size_t count = 0;
    while (at + count < len && count <= limit && text[at + count] >= '0' &&
           text[at + count] <= '9')
        count++;
    return count;
}

/* Han numerals up to 99: bytes. */
static size_t count_han_numerals(const char *text, size_t len, size_t at)
{
    size_t end = at;
    for (int i = 0; i < 3 && end < len; i++) {
        size_t next = end;
        if (!is_one_of(text_next(text, len, &next), "一二三四五六七八九十"))
            break;
        end = next;
    }
    return end - at;
}

/* ii, iv, a: bytes. */
static size_t count_letters(const char *text, size_t len, size_t at)
{
    size_t count = 0;
    while (at + count < len && count < 5 && strchr("ivx", text[at + count] | 0x20))
        count++;
    if (count == 0 && at < len && text[at] >= 'a' && text[at] <= 'z')
        count = 1;
    return count;
}

/* The mark behind a number without brackets: '、', ')' or '.', which must not go on as a
 * decimal fraction. */
static size_t number_end(const char *text, size_t len, size_t at)
{
    size_t next = at;
    if (at >= len)
        return 0;
    uint32_t code = text_next(text, len, &next);
    if (!is_one_of(code, ".、．)）"))
        return 0;
    if (next < len && (code == '.' || code == 0xFF0E) &&
        !qoq_text_is_space((unsigned char)text[next]) &&
        (unsigned char)text[next] < 0x80)
        return 0;
    return next - at;
}

enum { NUMBER_HAN = 1, NUMBER_HAN_BRACKETS, NUMBER_DIGITS, NUMBER_BRACKETS };

/* Inside brackets, `at` behind the opening one. */
static size_t read_bracketed(const char *text, size_t len, size_t at, uint8_t *level)
{
    size_t n = count_digits(text, len, at, 2);
    *level = NUMBER_BRACKETS;
    if (n == 0 || n > 2) {
        n = count_han_numerals(text, len, at);
        *level = n ? NUMBER_HAN_BRACKETS : NUMBER_BRACKETS;
    }
    if (n == 0)
        n = count_letters(text, len, at);
    if (n == 0 || at + n >= len)
        return 0;
    size_t next = at + n;
    uint32_t code = text_next(text, len, &next);
    return code == ')' || code == 0xFF09 ? next : 0;
}

size_t qoq_line_number(const char *text, size_t len, uint8_t *level)
{
    size_t at = 0, end = 0;
    if (len == 0)
        return 0;
    uint32_t code = text_next(text, len, &at);
    if (code == '(' || code == 0xFF08) {
        end = read_bracketed(text, len, at, level);
    } else if (code >= 0x2460 && code <= 0x2473) { /* ① */
        *level = NUMBER_BRACKETS;
        end = at;
    } else if (code >= '0' && code <= '9') {
        size_t n = count_digits(text, len, 0, 2);
        size_t mark = n <= 2 ? number_end(text, len, n) : 0;
        *level = NUMBER_DIGITS;
        end = mark ? n + mark : 0;
    } else {
        size_t n = count_han_numerals(text, len, 0);
        *level = NUMBER_HAN;
        if (n && has_prefix(text + n, len - n, "、"))
            end = n + strlen("、");
    }
    return end && end < len ? skip_blanks(text, len, end) : 0;
}

/* A dash in front of a digit is a sign. */
size_t qoq_line_bullet(const char *text, size_t len)
{
    size_t at = 0;
    if (len < 2)
        return 0;
    uint32_t code = text_next(text, len, &at);
    size_t behind = skip_blanks(text, len, at);
    bool gap = behind > at;
    bool digit = behind < len && text[behind] >= '0' && text[behind] <= '9';
    if (code == '-' || code == '*' || code == '+')
        return gap && behind < len ? behind : 0;
    if (is_dash(code))
        return behind < len && !digit && (gap || code == 0xFF0D) ? behind : 0;
    bool mark =
        is_one_of(code, "•●·■▪◦◆➢►▶‣⁃※○◎□★☆✓✔") || (code >= 0xF000 && code <= 0xF0FF);
    return mark && behind < len ? behind : 0;
}

/* ---- lines that hold nothing -------------------------------------------------------- */

/* ---, ===, ***, |---|:--:|, ———, ───. *level: 1 and 2 where it may underline a heading. */
static bool is_rule(const char *text, size_t len, uint8_t *level)
{
    size_t glyphs = 0, at = 0;
    bool dashes = true;
    *level = 0;
    if (len >= 3 && (has_prefix(text, len, "```") || has_prefix(text, len, "~~~")))
        return true;
    while (at < len) {
        uint32_t code = text_next(text, len, &at);
        if (qoq_text_is_space(code))
            continue;
        if (!is_one_of(code, "-=_*~+|:·…＝＿") && !is_dash(code) &&
            !(code >= 0x2500 && code <= 0x257F))
            return false;
        dashes = dashes && is_dash(code);
        glyphs++;
    }
    if (glyphs >= 3 && text[0] == '=')
        *level = 1;
    else if (glyphs >= 3 && text[0] == '-')
        *level = 2;
    return glyphs >= 3 || dashes;
}

/* - 8 -, –8–, Page 3 of 12, 第3頁; a bare number only where it is set off. */
static bool is_page_number(const char *text, size_t len, bool set_off)
{
    size_t at = 0, digits = 0;
    bool dashes = false;
    if (len > 40)
        return false;
    if (has_word(text, len, "page"))
        at = skip_blanks(text, len, 4);
    else if (has_prefix(text, len, "第") &&
             (memmem(text, len, "頁", 3) || memmem(text, len, "页", 3)))
        at = strlen("第");
    bool named = at > 0;
    while (at < len) {
        uint32_t code = text_next(text, len, &at);
        if (is_digit(code))
            digits++;
        else if (is_dash(code))
            dashes = true;
        else if (!qoq_text_is_space(code) &&
                 !(named && is_one_of(code, "/of頁页第共，,")))
            return false;
    }
    return digits > 0 && digits <= (named ? 8 : 4) && (named || dashes || set_off);
}

bool qoq_line_is_page_number(const char *text, const text_line *line)
{
    return is_page_number(text + line->first, line->last - line->first, true);
}

/* ---- cells -------------------------------------------------------------------------- */

/* A figure, a year, a nil: what stands in the columns of a table. */
static bool is_number_cell(const char *text, size_t len)
{
    size_t digits = 0, letters = 0, others = 0;
    if (len == 0 || len > 60)
        return false;
    if (qoq_line_is_nil(text, len))
        return true;
    for (size_t at = 0; at < len;) {
        uint32_t code = text_next(text, len, &at);
        if (is_digit(code))
            digits++;
        else if (is_letter(code) || qoq_text_is_han(code))
            letters++;
        else if (!is_dash(code))
            others++;
    }
    return (digits > 0 && letters <= 6) || (digits + letters + others == 0);
}

/* 2024 is a year where it stands alone, and so is 19xx. */
static bool is_year(const char *text, size_t len)
{
    return len == 4 &&
           ((text[0] == '2' && text[1] == '0') || (text[0] == '1' && text[1] == '9'));
}

/* Letters that may stand in front of a figure or behind it. */
static bool is_value_word(const char *word, size_t len)
{
    return qoq_fixed_word_is(QOQ_FIXED_value_word, word, len) ||
           (len == 1 && word[0] >= 'a' && word[0] <= 'f'); /* 7(a): a note */
}

bool qoq_line_is_value(const char *text, size_t len)
{
    enum { LONGEST = 40 };
    size_t digits = 0;
    if (len == 0 || len > LONGEST || is_year(text, len) || text[len - 1] == ',')
        return false;
    for (size_t at = 0; at < len;) {
        size_t from = at;
        uint32_t code = text_next(text, len, &at);
        if (is_letter(code)) {
            while (at < len && is_letter((unsigned char)text[at]))
                at++;
            if (!is_value_word(text + from, at - from))
                return false;
        } else if (is_digit(code)) {
            digits++;
        } else if (is_dash(code)) {
            if (digits > 0) /* 2024-09-30 */
                return false;
        } else if (!qoq_text_is_space(code) &&
                   !is_one_of(code, ".,()%*#+$€£¥￥元倍（）％，．†‡\"[]^")) {
            return false;
        }
    }
    return digits > 0;
}

bool qoq_line_is_nil(const char *text, size_t len)
{
    enum { LONGEST = 12 };
    if (len == 0 || len > LONGEST)
        return false;
    if (qoq_fixed_word_is(QOQ_FIXED_nil, text, len))
        return true;
    for (size_t at = 0; at < len;) {
        if (!is_dash(text_next(text, len, &at)))
            return false;
    }
    return true;
}

bool qoq_line_has_date(const char *text, size_t len)
{
    size_t digits = 0;
    for (size_t at = 0; at < len;) {
        size_t from = at;
        uint32_t code = text_next(text, len, &at);
        digits = is_digit(code) ? digits + 1 : 0;
        if ((code >= 0x80 || is_letter(code)) &&
            qoq_fixed_word_begins(QOQ_FIXED_period, text + from, len - from))
            return true;
        if (digits == 4 && at >= 4 && is_year(text + at - 4, 4))
            return true;
        if (is_letter(code)) {
            while (at < len && is_letter((unsigned char)text[at]))
                at++;
        }
    }
    return false;
}

bool qoq_line_has_value(const char *text, size_t len, char separator)
{
    size_t at = qoq_cell_end(text, 0, len, separator);
    while (at < len) {
        size_t from = at + 1;
        at = qoq_cell_end(text, from, len, separator);
        qoq_slice cell = qoq_slice_trim((qoq_slice){text + from, at - from});
        if (cell.len >= 2 && cell.ptr[0] == '"' && cell.ptr[cell.len - 1] == '"')
            cell = (qoq_slice){cell.ptr + 1, cell.len - 2};
        if (qoq_line_is_value(cell.ptr, cell.len))
            return true;
    }
    return false;
}

typedef struct cell_count {
    size_t cells, numbers;
    bool wide;
} cell_count;

static void add_cell(cell_count *count, const char *text, size_t len)
{
    qoq_slice cell = qoq_slice_trim((qoq_slice){text, len});
    if (count->cells > 0) {
        count->numbers += is_number_cell(cell.ptr, cell.len);
        count->wide = count->wide || qoq_line_width(cell.ptr, cell.len) > CELL_WIDE;
    } else {
        count->wide = qoq_line_width(cell.ptr, cell.len) > CELL_WIDE + 30;
    }
    count->cells++;
}

/* Columns that a blank takes in a gap; 0 = no blank. */
static size_t gap_width(uint32_t code)
{
    if (code == '\t')
        return TAB;
    if (code == 0x3000)
        return 2;
    return qoq_text_is_space(code);
}

size_t qoq_line_cells(const char *text, size_t len, bool *numbers)
{
    cell_count count = {0, 0, false};
    size_t from = 0, gap = 0, gap_start = 0;
    *numbers = false;
    if (len > CELL_LOOK || (!memmem(text, len, "   ", 3) && !memchr(text, '\t', len) &&
                            !memmem(text, len, "\xE3\x80\x80", 3)))
        return 1;
    for (size_t at = 0; at < len;) {
        size_t here = at, blank = gap_width(text_next(text, len, &at));
        if (blank) {
            gap_start = gap ? gap_start : here;
            gap += blank;
        } else {
            if (gap >= GAP) {
                add_cell(&count, text + from, gap_start - from);
                from = here;
            }
            gap = 0;
        }
    }
    add_cell(&count, text + from, len - from);
    *numbers = count.numbers > 0;
    return count.wide ? 1 : count.cells;
}

/* ---- the line ----------------------------------------------------------------------- */

static uint32_t columns_of(const char *text, size_t len)
{
    uint32_t columns = 0;
    for (size_t at = 0; at < len && columns < LINE_WIDE;) {
        uint32_t code = text_next(text, len, &at);
        if (code == '\t')
            columns += TAB - columns % TAB;
        else if (code != '\f')
            columns += code >= 0x2E80 && code != 0xFEFF ? 2 : 1;
    }
    return columns;
}

static void strip_quote(const char *text, text_line *line)
{
    while (line->first < line->last && text[line->first] == '>') {
        size_t next = line->first + 1;
        if (next < line->last && text[next] != '>' && text[next] != ' ')
            return;
        line->quote = true;
        line->first = skip_blanks(text, line->last, next);
    }
}

static bool strip_hashes(const char *text, text_line *line)
{
    size_t at = line->first, end = line->last;
    while (at < end && text[at] == '#')
        at++;
    size_t count = at - line->first;
    if (count == 0 || count > 6 || at == end || (text[at] != ' ' && count < 2))
        return false;
    while (end > at && text[end - 1] == '#')
        end--;
    qoq_slice rest = qoq_slice_trim((qoq_slice){text + at, end - at});
    if (rest.len == 0)
        return false;
    line->level = (uint8_t)count;
    line->first = (size_t)(rest.ptr - text);
    line->last = line->first + rest.len;
    return true;
}

/* **All of it** and nothing else. */
static void strip_bold(const char *text, text_line *line)
{
    size_t len = line->last - line->first;
    const char *from = text + line->first;
    if (len < 5 || len > 2 * LINE_WIDE)
        return;
    if (memcmp(from, from + len - 2, 2) != 0 ||
        (memcmp(from, "**", 2) != 0 && memcmp(from, "__", 2) != 0))
        return;
    if (from[2] == ' ' || from[2] == from[0] || memmem(from + 2, len - 4, from, 2))
        return;
    line->bold = true;
    line->first += 2;
    line->last -= 2;
}

static line_look look_at(const char *text, text_line *line, bool paged)
{
    const char *from = text + line->first;
    size_t len = line->last - line->first;
    bool numbers = false;
    if (is_rule(from, len, &line->level) ||
        is_page_number(from, len, !paged && (line->feed || line->indent >= 16)))
        return LINE_RULE;
    if (from[0] == '#' && strip_hashes(text, line)) {
        strip_bold(text, line);
        return LINE_HASHES;
    }
    size_t cells = from[0] == '|' ? 3 : qoq_line_cells(from, len, &numbers);
    line->cells = (uint8_t)(cells < 255 ? cells : 255);
    if (cells >= 3 || (cells == 2 && numbers))
        return LINE_CELLS;
    strip_bold(text, line);
    size_t mark = qoq_line_bullet(text + line->first, line->last - line->first);
    if (mark) {
        line->first += mark;
        return LINE_BULLET;
    }
    mark = qoq_line_number(text + line->first, line->last - line->first, &line->level);
    line->first += mark;
    return mark ? LINE_NUMBER : LINE_TEXT;
}

static void examine(const char *text, text_line *line, bool paged)
{
    qoq_slice trimmed =
        qoq_slice_trim((qoq_slice){text + line->start, line->end - line->start});
    line->feed = memchr(text + line->start, '\f', line->end - line->start) != NULL;
    line->look = LINE_BLANK;
    line->cells = 1;
    line->first = line->last = line->start;
    if (trimmed.len == 0)
        return;
    line->first = (size_t)(trimmed.ptr - text);
    line->last = line->first + trimmed.len;
    line->indent = columns_of(text + line->start, line->first - line->start);
    line->hard = line->end - line->last >= 2 && text[line->last] == ' ' &&
                 text[line->last + 1] == ' ';
    strip_quote(text, line);
    if (line->first == line->last)
        return;
    line->points =
        (uint32_t)qoq_text_count(text + line->start, line->first - line->start);
    line->look = (uint8_t)look_at(text, line, paged);
    size_t at = line->first, len = line->last - line->first;
    line->hang = line->indent;
    if (line->first > (size_t)(trimmed.ptr - text))
        line->hang +=
            columns_of(trimmed.ptr, line->first - (size_t)(trimmed.ptr - text));
    line->width = qoq_line_width(text + line->first, len);
    line->first_code = text_next(text, line->last, &at);
    line->ending = (uint8_t)qoq_line_ending(text + line->first, len, &line->last_code);
}

static size_t find_byte(const line_reader *reader, char byte)
{
    const char *found =
        memchr(reader->text + reader->at, byte, reader->len - reader->at);
    return found ? (size_t)(found - reader->text) : reader->len;
}

bool qoq_line_read(line_reader *reader, text_line *line)
{
    memset(line, 0, sizeof *line);
    if (reader->at >= reader->len)
        return false;
    if (!reader->searched || reader->feed_at < reader->at)
        reader->feed_at = find_byte(reader, '\n');
    if (!reader->searched || reader->return_at < reader->at)
        reader->return_at = find_byte(reader, '\r');
    reader->searched = true;
    line->start = reader->at;
    line->end =
        reader->feed_at < reader->return_at ? reader->feed_at : reader->return_at;
    line->next = line->end < reader->len ? line->end + 1 : reader->len;
    if (line->end == reader->return_at && reader->feed_at == line->end + 1 &&
        line->next < reader->len)
        line->next++;
    reader->at = line->next;
    examine(reader->text, line, reader->paged);
    return true;
}

/* ---- headlines ---------------------------------------------------------------------- */

size_t qoq_line_figures(const char *text, size_t len, size_t limit)
{
    size_t found = 0, at = 0;
    uint32_t before = 0;
    while (at < len && found < limit) {
        uint32_t code = text_next(text, len, &at);
        if (!is_digit(code)) {
            before = code;
            continue;
        }
        while (at < len) {
            size_t next = at;
            code = text_next(text, len, &next);
            if (!is_digit(code) && !is_one_of(code, ",.，．"))
                break;
            at = next;
        }
        size_t unit = skip_blanks(text, len, at);
        found += is_one_of(before, "$€£¥￥＄") ||
                 qoq_fixed_word_begins(QOQ_FIXED_unit, text + unit, len - unit) > 0;
        before = '0';
    }
    return found;
}

/* 'Source: ...', 图源：...: told about the text, not a headline over it. */
static bool has_label(const char *text, size_t len)
{
    enum { LONGEST = 32 };
    size_t look = len < LONGEST ? len : LONGEST;
    if (!memchr(text, ':', look) && !memmem(text, look, "：", 3))
        return false;
    size_t n = qoq_fixed_word_begins(QOQ_FIXED_label, text, len);
    size_t at = skip_blanks(text, len, n);
    return n > 0 && at < len &&
           (text[at] == ':' || has_prefix(text + at, len - at, "："));
}

/* 2025年5月15日 下午7:30; August 14, 2024 */
static bool is_date_line(const char *text, size_t len)
{
    bool digits = false;
    for (size_t at = 0; at < len;) {
        size_t from = at;
        uint32_t code = text_next(text, len, &at);
        if (is_letter(code)) {
            while (at < len && is_letter((unsigned char)text[at]))
                at++;
            if (!qoq_fixed_word_is(QOQ_FIXED_date, text + from, at - from))
                return false;
        } else if (code >= 0x80 &&
                   !is_one_of(code,
                              "年月日时時分秒上下中午晚早凌晨间間周週星期一二三四五六"
                              "七八九十〇零○：／－—　") &&
                   !is_digit(code)) {
            return false;
        }
        digits = digits || is_digit(code) || is_one_of(code, "年月");
    }
    return digits;
}

/* 评级：买入 目标价：468港元: values, each with its label. */
static bool has_two_colons(const char *text, size_t len)
{
    size_t count = 0;
    for (size_t at = 0; at < len && count < 2;) {
        uint32_t code = text_next(text, len, &at);
        count += code == ':' || code == 0xFF1A;
    }
    return count >= 2;
}

/* 'Margins. Gross profit': a sentence ends inside. */
static bool has_inner_stop(const char *text, size_t len)
{
    enum { WORD = 4 };
    size_t letters = 0;
    for (size_t i = 0; i + 2 < len; i++) {
        bool ends = text[i] == '.' && text[i + 1] == ' ' && text[i + 2] >= 'A' &&
                    text[i + 2] <= 'Z' && !ends_in_abbreviation(text, i + 1);
        if (ends && (letters >= WORD || (i > 0 && strchr(")%", text[i - 1]))))
            return true;
        letters = is_letter((unsigned char)text[i]) ? letters + 1 : 0;
    }
    return memmem(text, len, "。", 3) != NULL;
}

static bool is_bracketed(const char *text, size_t len)
{
    return (text[0] == '(' && text[len - 1] == ')') ||
           (has_prefix(text, len, "（") && len >= 6 &&
            has_prefix(text + len - 3, 3, "）"));
}

/* "首页 | 股票 | 港股" leads through a site; "财报快评 | 某某2025年一季报" is a headline behind the
 * name of its column. */
static bool is_site_path(const char *text, size_t len)
{
    enum { HEADLINE_AT_LEAST = 20 };
    static const char *const bars[] = {"|", "｜", "丨"};
    size_t count = 0, from = 0;
    uint32_t widest = 0;
    for (size_t at = 0; at < len; at++) {
        for (size_t b = 0; b < sizeof bars / sizeof *bars; b++) {
            size_t size = strlen(bars[b]);
            if (len - at < size || memcmp(text + at, bars[b], size) != 0)
                continue;
            uint32_t width = qoq_line_width(text + from, at - from);
            widest = width > widest ? width : widest;
            from = at + size;
            count++;
        }
    }
    uint32_t width = qoq_line_width(text + from, len - from);
    widest = width > widest ? width : widest;
    return count > 1 || (count == 1 && widest < HEADLINE_AT_LEAST);
}

bool qoq_line_is_headline(const char *text, size_t len)
{
    enum { WIDEST = 100, WIDEST_WITH_COLON = 60 };
    if (len == 0 || len > 3 * WIDEST) /* a column is three bytes at most */
        return false;
    uint32_t width = qoq_line_width(text, len);
    line_ending ending = qoq_line_ending(text, len, NULL);
    if (width > WIDEST || ending == ENDING_STOP || ending == ENDING_COMMA)
        return false;
    if (ending == ENDING_COLON &&
        (width > WIDEST_WITH_COLON || qoq_line_figures(text, len, 1) > 0))
        return false;
    if (is_site_path(text, len))
        return false;
    return !is_bracketed(text, len) && !has_label(text, len) &&
           !has_two_colons(text, len) && !has_inner_stop(text, len) &&
           !is_date_line(text, len);
}
