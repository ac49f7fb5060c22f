/* A program of somebody else's: only installed headers, only public functions. */
#include <qoq/error.h>
#include <qoq/text.h>

#include <stdio.h>

int main(void)
{
    qoq_error err;

    if (qoq_fail(&err, QOQ_EUSAGE, "no such segment: '%s'", "vas") != QOQ_EUSAGE)
        return 1;
    printf("%s, %zu columns\n", err.message, qoq_text_width("增值服务", 12));
    return 0;
}
