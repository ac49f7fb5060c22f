/* Text cut, padded and broken into lines by display width. */
#include <string.h>

#include "qoq/terminal.h"

void qoq_terminal_pad(qoq_buffer *out, const char *text, size_t width, qoq_align align)
{
    size_t len = strlen(text), wide = qoq_text_width(text, len);

    if (wide > width) {
        if (width == 0)
            return;
        size_t fits = qoq_text_fit(text, len, width - 1);
        size_t taken = qoq_text_width(text, fits);
        qoq_buffer_add(out, text, fits);
        qoq_buffer_text(out, "…");
        /* a character of two columns may not have fitted into the last one */
        qoq_buffer_fill(out, ' ', width - 1 - taken);
        return;
    }
    if (align == QOQ_ALIGN_RIGHT)
        qoq_buffer_fill(out, ' ', width - wide);
    qoq_buffer_add(out, text, len);
    if (align == QOQ_ALIGN_LEFT)
        qoq_buffer_fill(out, ' ', width - wide);
}

/* Length in bytes of the next piece that is not broken: a word with the blanks before it,
 * or one wide character. */
static size_t next_piece(const char *text, size_t len)
{
    size_t at = 0;

    while (at < len && text[at] == ' ')
        at++;
    while (at < len && text[at] != ' ') {
        size_t start = at;
        uint32_t code = qoq_text_next(text, len, &at);
        if (qoq_text_code_width(code) == 2) {
            if (start > 0 && text[start - 1] != ' ')
                return start;
            break;
        }
    }
    /* Chinese punctuation stays with the character before it */
    while (at < len) {
        size_t behind = at;
        uint32_t code = qoq_text_next(text, len, &behind);
        if (code != 0xFF0C && code != 0x3002 && code != 0x3001 && code != 0xFF1B &&
            code != 0xFF1A && code != 0xFF09 && code != 0x300D && code != 0x201D)
            break;
        at = behind;
    }
    return at;
}

/* A word longer than a line is broken where the line ends. */
static size_t longest_part(const char *text, size_t len, size_t width)
{
    size_t at = 0, fits = qoq_text_fit(text, len, width);

    if (fits == 0)
        qoq_text_next(text, len, &at);
    return fits ? fits : at;
}

static void wrap_line(qoq_buffer *out, const char *line, size_t len, size_t width,
                      size_t indent)
{
    size_t column = 0;

    while (len > 0) {
        size_t piece = next_piece(line, len);
        if (column == 0 && qoq_text_width(line, piece) > width - indent)
            piece = longest_part(line, piece, width - indent);
        size_t wide = qoq_text_width(line, piece);
        if (column > 0 && indent + column + wide > width) {
            qoq_buffer_char(out, '\n');
            column = 0;
            continue; /* the piece may be longer than a line */
        }
        size_t skip = 0;
        if (column == 0) {
            while (skip < piece && line[skip] == ' ')
                skip++;
            qoq_buffer_fill(out, ' ', indent);
        }
        qoq_buffer_add(out, line + skip, piece - skip);
        column += wide - skip;
        line += piece;
        len -= piece;
    }
    qoq_buffer_char(out, '\n');
}

void qoq_terminal_wrap(qoq_buffer *out, const char *text, size_t width, size_t indent)
{
    while (*text) {
        size_t len = strcspn(text, "\n");
        if (*text == ' ') {
            qoq_buffer_fill(out, ' ', indent);
            qoq_buffer_add(out, text, len);
            qoq_buffer_char(out, '\n');
        } else {
            wrap_line(out, text, len, width > indent ? width : SIZE_MAX, indent);
        }
        text += len + (text[len] == '\n');
    }
}
