# Turns sql/NNN_*.sql and sql/grants.sql into X(number, "name", "text") rows;
# grants have number 0. Files come in the order of their names; a number that
# is missing or taken twice ends the build.
FNR == 1 {
	if (open)
		print ")"
	file = FILENAME; sub(/.*\//, "", file)
	number = (file ~ /^[0-9]/) ? file + 0 : 0
	if (number > 0 && number != last + 1 && last != "") {
		print file ": comes after " last ", not " last + 1 \
		    > "/dev/stderr"
		exit 1
	}
	if (number > 0 || last == "") last = number
	printf "X(%d, \"%s\",\n", number, file
	open = 1
}
{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "\"%s\\n\"\n", $0 }
END { if (open) print ")" }
