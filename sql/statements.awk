# Turns "-- name: job_settle  in: 5  out: 0  [may: seen]" and the SQL below it
# into X(JOB_SETTLE, "job_settle", 5, 0, 0, "UPDATE ...") rows.
function flush() {
	if (name == "")
		return
	sub(/;[ \t]*$/, "", text)
	printf "X(%s, \"%s\", %d, %d, %d, \"%s\")\n",
	    toupper(name), name, nin, nout, seen, text
}
/^-- name: [a-z_]+  in:/ {
	flush()
	name = $3; nin = $5; nout = $7; seen = ($9 == "seen"); text = ""
	next
}
/^--/ || /^[ \t]*$/ { next }
{ gsub(/"/, "\\\""); gsub(/[ \t]+/, " "); text = text (text == "" ? "" : " ") $0 }
END { flush() }
