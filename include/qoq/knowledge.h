/**
 * Where knowledge comes from: compiled-in files and the user's own, later ones winning.
 *
 * Order: compiled-in, installed share folder, $XDG_CONFIG_HOME/qoq (or ~/.config/qoq),
 * $QOQ_HOME, --data-dir. Each folder may hold CSV files in `lexicon/`, charts in
 * `plots/`, `identities.csv` and `accepted.csv`. Rows override by id.
 */
#ifndef QOQ_KNOWLEDGE_H
#define QOQ_KNOWLEDGE_H

#include "qoq/csv.h"
#include "qoq/lexicon.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Folders to look in, in order; NULL-ended. NULL instead of a pointer to this means
 * what is compiled in alone: only qoq_knowledge_find, called by the command, reads the
 * environment. */
typedef struct qoq_knowledge_paths {
    const char *folders[6];
} qoq_knowledge_paths;

/**
 * Fills `paths` from the environment: share folder (compiled in by the install prefix)
 * and XDG folder if they exist, QOQ_HOME, then data_dir (may be NULL; borrowed).
 * `store` holds the other texts.
 */
QOQ_API void qoq_knowledge_find(qoq_knowledge_paths *paths, const char *data_dir,
                                qoq_arena *store);

/**
 * The frozen lexicon of these folders over the compiled-in one. *out is yours
 * (qoq_lexicon_free).
 *
 * A folder may hold any of the seven tables. Within one folder two rows that disagree
 * are an error; a later folder's row takes the place of an earlier one's.
 *
 * Cost    none to speak of when no folder adds rows: the compiled-in lexicon is frozen when
 *         qoq is built. Else about 30 ms for its 18,000 rows
 * Errors  QOQ_EINPUT for a wrong row: message starts with "FILE:LINE:COLUMN: ", which
 *         err->line and err->column hold too; for a folder that is not there; for a CSV
 *         file of another name in its lexicon folder
 */
QOQ_API qoq_status qoq_knowledge_lexicon(qoq_lexicon **out,
                                         const qoq_knowledge_paths *paths,
                                         qoq_error *err);

/**
 * One file: the last folder that has it, else the compiled-in one ("plots/growth.gp").
 * *data is yours (free), terminated; NULL after a failure.
 *
 * Errors  QOQ_ENOTFOUND; QOQ_EUSAGE for a name that leads out of its folder (../x, /x)
 */
QOQ_API qoq_status qoq_knowledge_file(char **data, size_t *len, const char *name,
                                      const qoq_knowledge_paths *paths, qoq_error *err);

/** Takes one version of a file; `path` names it in messages. */
typedef qoq_status (*qoq_knowledge_fn)(void *data, const char *path, const char *text,
                                       size_t len, qoq_error *err);

/**
 * Every version of one file that there is, the compiled-in one first, for tables whose
 * rows override by id. None is no failure.
 *
 * Errors  what fn returns; one of a place (err->line) has "FILE:LINE:COLUMN: " put before
 */
QOQ_API qoq_status qoq_knowledge_each(const char *name,
                                      const qoq_knowledge_paths *paths,
                                      qoq_knowledge_fn fn, void *data, qoq_error *err);

/** Names of all files under a prefix ("plots/") in all folders, each once, sorted. The
 * array and texts live in the arena. */
QOQ_API qoq_status qoq_knowledge_list(const char ***names, size_t *count,
                                      const char *prefix,
                                      const qoq_knowledge_paths *paths,
                                      qoq_arena *arena, qoq_error *err);

#ifdef __cplusplus
}
#endif

#endif
