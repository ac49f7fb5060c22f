# What `cmake --install` copies: library, headers, command, CMake package, qoq.pc, the
# shipped data, the documents, the manual page and the completion for bash.

include(CMakePackageConfigHelpers)

set(QOQ_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/qoq")

install(TARGETS qoq EXPORT qoq-targets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/qoq"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    FILES_MATCHING PATTERN "*.h")
install(TARGETS qoq_command RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")

# find_package(qoq) gives qoq::qoq. The find modules of our dependencies go along, for
# they are not part of CMake.
install(EXPORT qoq-targets NAMESPACE qoq:: DESTINATION "${QOQ_CMAKE_DIR}")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/qoq-config.cmake.in"
    "${PROJECT_BINARY_DIR}/qoq-config.cmake"
    INSTALL_DESTINATION "${QOQ_CMAKE_DIR}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/qoq-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES
    "${PROJECT_BINARY_DIR}/qoq-config.cmake"
    "${PROJECT_BINARY_DIR}/qoq-config-version.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/FindLibCSV.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/FindLibMD.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/FindUtf8proc.cmake"
    DESTINATION "${QOQ_CMAKE_DIR}")

# The way from qoq.pc to the prefix, so that an installed copy may be moved.
file(RELATIVE_PATH QOQ_PC_TO_PREFIX
    "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
string(REGEX REPLACE "/$" "" QOQ_PC_TO_PREFIX "${QOQ_PC_TO_PREFIX}")
configure_file("${PROJECT_SOURCE_DIR}/cmake/qoq.pc.in" "${PROJECT_BINARY_DIR}/qoq.pc"
    @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/qoq.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

# Below share/qoq the files have the paths they have inside the binary.
install(DIRECTORY "${PROJECT_SOURCE_DIR}/datasets/"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/qoq"
    FILES_MATCHING PATTERN "*.csv" PATTERN "*.json")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/plots"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/qoq"
    FILES_MATCHING PATTERN "*.gp")
install(FILES README.md ARCHITECTURE.md CHANGELOG.md LICENSE
    DESTINATION "${CMAKE_INSTALL_DOCDIR}" OPTIONAL)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/"
    DESTINATION "${CMAKE_INSTALL_DOCDIR}"
    FILES_MATCHING PATTERN "*.md")

# The manual page and the completion are printed by the command itself.
if(NOT CMAKE_CROSSCOMPILING)
    set(QOQ_MADE_DIR "${PROJECT_BINARY_DIR}/made")
    file(MAKE_DIRECTORY "${QOQ_MADE_DIR}")
    foreach(pair "man=qoq.1" "bash=qoq")
        string(REGEX MATCH "^(.*)=(.*)$" pair "${pair}")
        add_custom_command(
            OUTPUT "${QOQ_MADE_DIR}/${CMAKE_MATCH_2}"
            COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C.UTF-8
                $<TARGET_FILE:qoq_command> help ${CMAKE_MATCH_1}
                > "${QOQ_MADE_DIR}/${CMAKE_MATCH_2}"
            DEPENDS qoq_command
            VERBATIM)
    endforeach()
    add_custom_target(qoq_made ALL DEPENDS "${QOQ_MADE_DIR}/qoq.1" "${QOQ_MADE_DIR}/qoq")
    install(FILES "${QOQ_MADE_DIR}/qoq.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
    install(FILES "${QOQ_MADE_DIR}/qoq"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
endif()
