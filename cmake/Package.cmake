# The Debian package (`make package`): the program, its unit, its settings and what an administrator
# reads. packaging/ has the scripts that run around installing.
install(TARGETS turnstone RUNTIME DESTINATION bin)
install(FILES packaging/turnstone.service DESTINATION /lib/systemd/system)
install(FILES packaging/turnstone.conf DESTINATION /etc/turnstone)
install(FILES docs/operations.md docs/threat-model.md LICENSE DESTINATION share/doc/turnstone)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME turnstone)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The Turnstone authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Case and data system of a counter-trafficking network")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_PACKAGE_DEPENDS adduser)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/packaging/preinst ${CMAKE_SOURCE_DIR}/packaging/postinst
    ${CMAKE_SOURCE_DIR}/packaging/prerm ${CMAKE_SOURCE_DIR}/packaging/postrm
    ${CMAKE_SOURCE_DIR}/packaging/conffiles)
include(CPack)
