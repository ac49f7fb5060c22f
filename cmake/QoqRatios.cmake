# qoq_ratios(<output.inc> <ratios.csv>)
#
# Writes the rows of datasets/lexicon/ratios.csv (no quotes in it) as the initializers of
# qoq_ratios in src/analysis/derive.c. Editing the file configures anew.

function(qoq_ratios output csv)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${csv}")
    file(STRINGS "${csv}" rows ENCODING UTF-8)
    list(POP_FRONT rows header)
    if(NOT header STREQUAL "id,numerator,denominator,name_en,name_zh")
        message(FATAL_ERROR "${csv}:1: the header is not that of ratios")
    endif()
    set(text "/* Written from ratios.csv; do not edit. */\n")
    foreach(row IN LISTS rows)
        if(NOT row MATCHES "^[a-z_]+,[a-z_]+,[a-z_]+,[^,\"\\\\]+,[^,\"\\\\]+$")
            message(FATAL_ERROR "${csv}: not five fields: '${row}'")
        endif()
        string(REPLACE "," "\", \"" row "${row}")
        string(APPEND text "{\"${row}\"},\n")
    endforeach()
    file(GENERATE OUTPUT "${output}" CONTENT "${text}")
endfunction()
