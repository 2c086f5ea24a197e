# Turns sql/NNN_*.sql and sql/grants.sql into X(number, "name", "text") rows;
# grants have number 0.
FNR == 1 {
	if (open)
		print ")"
	file = FILENAME; sub(/.*\//, "", file)
	number = (file ~ /^[0-9]/) ? file + 0 : 0
	printf "X(%d, \"%s\",\n", number, file
	open = 1
}
{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "\"%s\\n\"\n", $0 }
END { if (open) print ")" }
