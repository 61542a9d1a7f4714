# Prints the targets of a Makefile: "## —— Group ——" lines are headings, "target: … ## text" entries.
BEGIN { print "民呼 Minhu — make <target>" }
/^## / { sub(/^## —— /, ""); sub(/ ——$/, ""); printf "\n\033[1m%s\033[0m\n", $0 }
/^[a-z][a-z-]*:.*## / {
    target = $0; sub(/:.*/, "", target)
    about = $0; sub(/^[^#]*## /, "", about)
    printf "  \033[36m%-14s\033[0m %s\n", target, about
}
