#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/error_utf8.h"
#include "qoq/error.h"

static void a_failure_fills_the_error_and_is_returned(void **state)
{
    qoq_error err = {.line = 7, .column = 8};

    (void)state;
    assert_int_equal(qoq_fail(&err, QOQ_EUSAGE, "unknown metric '%s'", "x"),
                     QOQ_EUSAGE);
    assert_int_equal(err.status, QOQ_EUSAGE);
    assert_string_equal(err.message, "unknown metric 'x'");
    assert_int_equal(err.line, 0);
    assert_int_equal(err.column, 0);
    assert_int_equal(qoq_fail_at(&err, QOQ_EINPUT, 3, 14, "bad row"), QOQ_EINPUT);
    assert_int_equal(err.line, 3);
    assert_int_equal(err.column, 14);
    assert_int_equal(qoq_fail_memory(&err), QOQ_EMEMORY);
    assert_string_equal(err.message, "out of memory");
    assert_int_equal(err.line, 0);
}

static void an_error_is_not_needed(void **state)
{
    (void)state;
    assert_int_equal(qoq_fail(NULL, QOQ_EINPUT, "%s", "x"), QOQ_EINPUT);
    assert_int_equal(qoq_fail_at(NULL, QOQ_EINPUT, 1, 1, "x"), QOQ_EINPUT);
    assert_int_equal(qoq_fail_errno(NULL, ENOENT, "x"), QOQ_ESYSTEM);
    assert_int_equal(qoq_fail_memory(NULL), QOQ_EMEMORY);
}

static void quoted_text_cannot_control_the_terminal(void **state)
{
    qoq_error err;

    (void)state;
    qoq_fail(&err, QOQ_EINPUT, "'%s'", "a\x1b[31m\n\t\x7f\xc2\x9b\xe2\x80\xae\xff b");
    assert_string_equal(err.message, "'a?[31m?????? b'");
}

static void a_long_message_is_cut_at_a_character(void **state)
{
    char name[2000];
    qoq_error err;

    (void)state;
    for (size_t shift = 0; shift < 3; shift++) {
        memset(name, 'x', shift);
        for (size_t i = shift; i + 3 < sizeof name; i += 3)
            memcpy(name + i, "亿", 4);
        qoq_fail(&err, QOQ_EINPUT, "%s", name);
        assert_true(strlen(err.message) >= 253);
        assert_int_equal((strlen(err.message) - shift) % 3, 0);
        assert_null(strchr(err.message, '?'));
    }
}

static void a_message_may_quote_the_error_it_replaces(void **state)
{
    qoq_error err;

    (void)state;
    qoq_fail(&err, QOQ_EINPUT, "inner");
    qoq_fail(&err, QOQ_EINPUT, "outer: %s", err.message);
    assert_string_equal(err.message, "outer: inner");
    qoq_fail_errno(&err, ENOENT, "again %s", err.message);
    assert_string_equal(err.message, "again outer: inner: no such file or directory");
}

static void the_reason_of_the_system_survives_a_long_path(void **state)
{
    char path[400];
    qoq_error err;

    (void)state;
    memset(path, 'p', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    assert_int_equal(qoq_fail_errno(&err, ENOSPC, "cannot write '%s'", path),
                     QOQ_ESYSTEM);
    assert_non_null(strstr(err.message, "ppp: no space left on device"));
    assert_true(strlen(err.message) < sizeof err.message);
}

static void system_words_begin_small_unless_they_are_a_name(void **state)
{
    qoq_error err;

    (void)state;
    qoq_fail_errno(&err, EACCES, "x");
    assert_string_equal(err.message, "x: permission denied");
    qoq_fail_errno(&err, ESRMNT, "x"); /* "Srmount error": words, whatever they are */
    assert_string_equal(err.message, "x: srmount error");
    qoq_fail_errno(&err, ENOTSUP, "x");
    assert_string_equal(err.message, "x: operation not supported");
    qoq_fail_errno(&err, ENOTUNIQ, "x");
    assert_string_equal(err.message, "x: name not unique on network");
    qoq_fail_errno(&err, EREMOTEIO, "x");
    assert_string_equal(err.message, "x: remote I/O error");
    qoq_fail_errno(&err, 99999, "x");
    assert_string_equal(err.message, "x: unknown error 99999");
}

static void every_status_has_an_exit_status(void **state)
{
    static const struct {
        qoq_status status;
        int exit;
    } rows[] = {
        {QOQ_OK, 0},        {QOQ_EPIPE, 0},  {QOQ_EINPUT, 1},  {QOQ_EOVERFLOW, 1},
        {QOQ_ENOTFOUND, 1}, {QOQ_EUSAGE, 2}, {QOQ_ESYSTEM, 4}, {QOQ_EMEMORY, 4},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(qoq_status_exit(rows[i].status), rows[i].exit);
}

static void note_kinds_are_sorted_unique_and_explained(void **state)
{
    (void)state;
    for (const qoq_note_kind *kind = qoq_note_kinds; kind->id; kind++) {
        const char *text = kind->explanation;
        size_t len = strlen(kind->id);

        if (kind != qoq_note_kinds && strcmp(kind[-1].id, kind->id) >= 0)
            fail_msg("%s must come before %s", kind->id, kind[-1].id);
        if (strspn(kind->id, "abcdefghijklmnopqrstuvwxyz-") != len ||
            kind->id[0] == '-' || kind->id[len - 1] == '-' || strstr(kind->id, "--"))
            fail_msg("%s is no lower-case id with dashes", kind->id);
        if (strlen(text) < 60 || text[strlen(text) - 1] != '.' || strstr(text, "  "))
            fail_msg("%s is not explained in sentences", kind->id);
        for (size_t at = 0, bytes; text[at]; at += bytes) {
            uint32_t code;

            bytes = qoq_utf8_decode(text + at, strlen(text + at), &code);
            assert_true(bytes > 0 && !qoq_utf8_is_control(code));
        }
        assert_ptr_equal(qoq_note_kind_find(kind->id), kind);
    }
    assert_null(qoq_note_kind_find(""));
    assert_null(qoq_note_kind_find("unit-from"));
}

static void keep_note(void *data, const qoq_note *note)
{
    qoq_note *kept = data;
    static char text[2000];

    *kept = *note;
    strncpy(text, note->message, sizeof text - 1);
    kept->message = text;
}

static void a_note_arrives_with_its_message(void **state)
{
    qoq_note got = {0};
    qoq_note note = {.id = "unit-from-heading",
                     .level = QOQ_NOTE_NOTE,
                     .source = "q1.txt",
                     .line = 41,
                     .column = 18};

    (void)state;
    qoq_note_send((qoq_note_sink){keep_note, &got}, note, "took '%s' from line %d",
                  "亿元", 3);
    assert_string_equal(got.message, "took '亿元' from line 3");
    assert_string_equal(got.source, "q1.txt");
    assert_int_equal(got.line, 41);
    assert_int_equal(got.column, 18);
    qoq_note_send((qoq_note_sink){0}, note, "swallowed %d", 1);
}

static void utf8_is_decoded_by_the_standard(void **state)
{
    /* Table 3-7 of the Unicode standard at its borders; 0 = not well-formed. */
    static const struct {
        const char *bytes;
        size_t len;
        uint32_t code;
    } rows[] = {
        {"A", 1, 0x41},
        {"\xc2\x80", 2, 0x80},
        {"\xdf\xbf", 2, 0x7FF},
        {"\xe0\xa0\x80", 3, 0x800},
        {"\xed\x9f\xbf", 3, 0xD7FF},
        {"\xee\x80\x80", 3, 0xE000},
        {"\xef\xbf\xbf", 3, 0xFFFF},
        {"\xf0\x90\x80\x80", 4, 0x10000},
        {"\xf4\x8f\xbf\xbf", 4, 0x10FFFF},
        {"\x80", 0, 0},
        {"\xbf", 0, 0},
        {"\xc0\x80", 0, 0},
        {"\xc1\xbf", 0, 0},
        {"\xc2", 0, 0},
        {"\xc2\x41", 0, 0},
        {"\xe0\x9f\xbf", 0, 0},
        {"\xe4\xba", 0, 0},
        {"\xe4\x41\xbf", 0, 0},
        {"\xe4\xba\xff", 0, 0},
        {"\xed\xa0\x80", 0, 0},
        {"\xed\xbf\xbf", 0, 0},
        {"\xf0\x8f\xbf\xbf", 0, 0},
        {"\xf0\x90\x80", 0, 0},
        {"\xf4\x90\x80\x80", 0, 0},
        {"\xf5\x80\x80\x80", 0, 0},
        {"\xf8\x88\x80\x80\x80", 0, 0},
        {"\xfe", 0, 0},
        {"\xff", 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t code = 0;

        assert_int_equal(qoq_utf8_decode(rows[i].bytes, strlen(rows[i].bytes), &code),
                         rows[i].len);
        if (rows[i].len)
            assert_int_equal(code, rows[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_fills_the_error_and_is_returned),
        cmocka_unit_test(an_error_is_not_needed),
        cmocka_unit_test(quoted_text_cannot_control_the_terminal),
        cmocka_unit_test(a_long_message_is_cut_at_a_character),
        cmocka_unit_test(a_message_may_quote_the_error_it_replaces),
        cmocka_unit_test(the_reason_of_the_system_survives_a_long_path),
        cmocka_unit_test(system_words_begin_small_unless_they_are_a_name),
        cmocka_unit_test(every_status_has_an_exit_status),
        cmocka_unit_test(note_kinds_are_sorted_unique_and_explained),
        cmocka_unit_test(a_note_arrives_with_its_message),
        cmocka_unit_test(utf8_is_decoded_by_the_standard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
