/**
 * Visibility mark of every public function and object. Nothing else is exported.
 */
#ifndef QOQ_API_H
#define QOQ_API_H

#if defined(__GNUC__) || defined(__clang__)
#define QOQ_API                 __attribute__((visibility("default")))
#define QOQ_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define QOQ_API
#define QOQ_PRINTF(text, first)
#endif

#endif
