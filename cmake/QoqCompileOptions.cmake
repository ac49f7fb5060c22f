# The flags of every C file of the project, as the INTERFACE target qoq_options.
#
# -ffp-contract=off gives the same digits on every machine. Never add -ffast-math: a gap
# in a series is a NaN.

add_library(qoq_options INTERFACE)
target_compile_definitions(qoq_options INTERFACE _GNU_SOURCE)
target_compile_options(qoq_options INTERFACE
    -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
    -Wvla -Wwrite-strings -Wundef -ffp-contract=off)

if(QOQ_WERROR)
    target_compile_options(qoq_options INTERFACE -Werror)
endif()

if(QOQ_SANITIZE)
    target_compile_options(qoq_options INTERFACE
        -fsanitize=${QOQ_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(qoq_options INTERFACE -fsanitize=${QOQ_SANITIZE})
endif()

if(QOQ_FUZZ)
    if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "QOQ_FUZZ needs clang: cmake --preset fuzz")
    endif()
    # Coverage for libFuzzer everywhere; its main() only in the fuzz targets.
    target_compile_options(qoq_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Debug builds keep asserts and run the tests at a bearable speed.
set(CMAKE_C_FLAGS_DEBUG "-Og -g")
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
