# qoq_embed(<output.c> <file>...)
#
# Writes a C source that holds the files as bytes; src/base/embedded.h declares what is
# in it. A file of datasets/ is known by its path below datasets/ (tencent.csv,
# lexicon/metrics.csv), any other by its path below the project (plots/growth.gp).
# Editing a file builds the source anew.

add_executable(qoq_embed "${PROJECT_SOURCE_DIR}/tools/embed.c")
target_compile_options(qoq_embed PRIVATE -Wall -Wextra)

function(qoq_embed output)
    set(pairs "")
    foreach(file IN LISTS ARGN)
        file(RELATIVE_PATH name "${PROJECT_SOURCE_DIR}" "${file}")
        string(REGEX REPLACE "^datasets/" "" name "${name}")
        list(APPEND pairs "${name}" "${file}")
    endforeach()
    add_custom_command(
        OUTPUT "${output}"
        COMMAND qoq_embed "${output}" ${pairs}
        DEPENDS qoq_embed ${ARGN}
        COMMENT "Embedding the files of datasets and plots"
        VERBATIM)
endfunction()
