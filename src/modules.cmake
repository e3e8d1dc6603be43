# The architecture, in one place, from bottom to top. A module may include its own files and the
# headers of the modules on its line; it is listed below everything that it uses.
ts_module(base)
ts_module(lang      USES base                LIBS ICU::uc ICU::i18n ICU::data)  # text in any script
ts_module(formats   USES base lang           LIBS PkgConfig::QRENCODE)          # bytes in, rows out
ts_module(report    USES base lang)                                             # HTML and pictures out
ts_module(crypto    USES base                LIBS PkgConfig::SODIUM OpenSSL::Crypto)  # libsodium, thinly
ts_module(packets   USES base crypto)                                               # what two organisations say to each other
ts_module(stats     USES base)                                                  # chance that can be repeated
ts_module(estimate  USES base stats)                                            # how many nobody has found
ts_module(estimates USES base lang formats report estimate)                     # its files: in and out
ts_module(linkage   USES base lang stats)                                             # is this the same person
ts_module(linkages  USES base lang formats report linkage)                           # its files: in and out
ts_module(release   USES base stats crypto)                                     # data that identify nobody
ts_module(releases  USES base lang formats report crypto stats release)         # packages: files, proof
ts_module(private_matching USES base lang formats crypto stats)                     # the same person, no name shown
ts_module(http      USES base                LIBS OpenSSL::SSL)                 # transport only
ts_module(db        USES base                LIBS SQLite::SQLite3 PostgreSQL::PostgreSQL)  # the only SQL
ts_module(rules     USES base lang crypto)                                      # the law as data
ts_module(screening USES base lang rules)                                       # signs, and what they add up to
ts_module(catalogue USES base lang)                                             # fields as data
ts_module(vault     USES base crypto db)                                        # keys and sealing
ts_module(audit     USES base crypto db)                                        # the chain of what was done
ts_module(access    USES base lang crypto db vault audit)                            # accounts, sessions, policy
ts_module(documents USES base crypto db vault audit access)                          # of no single case
ts_module(sheets    USES base                LIBS PkgConfig::ZIP EXPAT::EXPAT)           # workbooks as tables of text
ts_module(addresses USES base crypto db audit access documents)                       # for programs that cannot sign in
ts_module(hooks     USES base crypto db audit access documents)                       # programs that are told of changes
ts_module(openid    USES base crypto http    LIBS PkgConfig::CJOSE)                # who a provider says it is
ts_module(jobs      USES base)                                                                 # long work
ts_module(records   USES base db vault audit access catalogue)                  # the one record model
ts_module(exchange  USES base lang formats catalogue records sheets)                              # people in tables
ts_module(care      USES base lang access catalogue records)                          # what follows from what
ts_module(crosswalk USES base lang formats release catalogue records care)                     # people in the codes of others
ts_module(dhis2     USES base formats release sheets crosswalk)                                # figures for a DHIS2 server
ts_module(frames    USES base lang release db access catalogue records care)                # columns in memory
ts_module(studies   USES base lang formats report crypto db audit access documents jobs estimate estimates)  # estimates, kept
ts_module(surveys   USES base stats db audit access documents)                             # shares with a denominator
ts_module(publishing USES base lang formats report crypto stats db audit access catalogue frames documents jobs release releases)  # releases, kept
ts_module(cases     USES base lang db audit access catalogue records care frames)  # a case: open, work, close
ts_module(matching  USES base lang linkage db audit access catalogue records frames cases)  # perhaps the same person
ts_module(imports   USES base access catalogue crypto db audit documents formats frames records care crosswalk cases exchange sheets)  # tables in and out
ts_module(openrosa  USES base sheets)                                           # forms of phones, in and out
ts_module(phones    USES base catalogue crypto db audit access documents records cases exchange imports openrosa)  # and who may
ts_module(matters   USES base lang report crypto db audit access documents catalogue records care frames cases packets)  # between organisations
ts_module(protection USES base lang release db rules audit access catalogue records frames cases)  # status and its clock
ts_module(interviews USES base db screening audit access catalogue records frames cases protection)  # screening in a case
ts_module(node      USES base crypto db rules screening catalogue vault audit access documents addresses hooks jobs records frames cases
          protection interviews matching studies surveys publishing imports exchange phones matters packets)
ts_module(demo      USES base screening access catalogue records cases protection interviews node)              # an invented network
ts_module(api       USES base lang formats crypto db http rules screening catalogue audit access documents addresses hooks jobs records care frames
          cases protection interviews linkage matching studies surveys publishing node openid imports exchange crosswalk openrosa phones matters packets)
ts_module(cli       USES base lang formats report estimate estimates linkage linkages rules http crypto vault catalogue audit access
          node openid demo api release releases private_matching crosswalk dhis2 exchange imports LIBS CLI11::CLI11)
ts_program(turnstone app USES base crypto cli)
ts_bench(release_dp USES release)
ts_bench(rules USES base rules)
ts_bench(cross_table USES base catalogue records frames)
ts_bench(start USES base vault demo node)
ts_bench(search USES base catalogue records frames)
ts_bench(estimate USES estimate)
ts_bench(private_matching USES base crypto formats private_matching)
ts_bench(release USES base crypto formats stats release releases)
ts_bench(linkage USES base formats stats linkage linkages)
ts_bench(packets USES packets)
