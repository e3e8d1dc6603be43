# The architecture, in one place, from bottom to top. A module may include its own files and the
# headers of the modules on its line; it is listed below everything that it uses.
ts_module(base)
ts_module(lang      USES base                LIBS ICU::uc ICU::i18n ICU::data)  # text in any script
ts_module(formats   USES base lang           LIBS PkgConfig::QRENCODE)          # bytes in, rows out
ts_module(report    USES base lang)                                             # HTML and pictures out
ts_module(crypto    USES base                LIBS PkgConfig::SODIUM OpenSSL::Crypto)  # libsodium, thinly
ts_module(stats     USES base)                                                  # chance that can be repeated
ts_module(http      USES base                LIBS OpenSSL::SSL)                 # transport only
ts_module(db        USES base                LIBS SQLite::SQLite3)              # the only SQL engine
ts_module(catalogue USES base lang)                                             # fields as data
ts_module(vault     USES base crypto db)                                        # keys and sealing
ts_module(audit     USES base crypto db)                                        # the chain of what was done
ts_module(access    USES base lang crypto db vault audit)                            # accounts, sessions, policy
ts_module(records   USES base db vault audit access catalogue)                  # the one record model
ts_module(frames    USES base lang db access catalogue records)                 # columns in memory
ts_module(cases     USES base lang db audit access catalogue records frames)       # a case: open, work, close
ts_module(node      USES base crypto db catalogue vault audit access records frames cases)
ts_module(demo      USES base access catalogue records cases node)              # an invented network
ts_module(api       USES base lang formats crypto db http catalogue audit access records frames cases node)
ts_module(cli       USES base lang http crypto vault catalogue audit access node demo api LIBS CLI11::CLI11)
ts_program(turnstone app USES base crypto cli)
