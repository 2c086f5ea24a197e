# Turns "-- name: job_settle  in: 5  out: 0  [may: seen admin]" and the SQL
# below it into X(JOB_SETTLE, "job_settle", 5, 0, 0, "UPDATE ...") rows; `may`
# is 1 for seen, 2 for admin, 3 for both.
function flush() {
	if (name == "")
		return
	sub(/;[ \t]*$/, "", text)
	printf "X(%s, \"%s\", %d, %d, %d, \"%s\")\n",
	    toupper(name), name, nin, nout, may, text
}
/^-- name: [a-z_]+  in:/ {
	flush()
	name = $3; nin = $5; nout = $7; may = / may:.* seen/ + 2 * / may:.* admin/
	text = ""
	next
}
/^--/ || /^[ \t]*$/ { next }
{ gsub(/"/, "\\\""); gsub(/[ \t]+/, " "); text = text (text == "" ? "" : " ") $0 }
END { flush() }
