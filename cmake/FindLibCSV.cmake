# Finds libcsv, which has no pkg-config file. Target: LibCSV::csv

find_path(LibCSV_INCLUDE_DIR csv.h)
find_library(LibCSV_LIBRARY csv)
mark_as_advanced(LibCSV_INCLUDE_DIR LibCSV_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibCSV
    REQUIRED_VARS LibCSV_LIBRARY LibCSV_INCLUDE_DIR
    REASON_FAILURE_MESSAGE "on Debian: apt-get install libcsv-dev")

if(LibCSV_FOUND AND NOT TARGET LibCSV::csv)
    add_library(LibCSV::csv UNKNOWN IMPORTED)
    set_target_properties(LibCSV::csv PROPERTIES
        IMPORTED_LOCATION "${LibCSV_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${LibCSV_INCLUDE_DIR}")
endif()
