/*
 * `cspdesk serve`: prefork FastCGI processes behind nginx.
 */
#ifndef SERVE_H
#define SERVE_H

/*
 * Runs until TERM or INT; HUP reads the configuration again. Returns the
 * exit code: 0 after a clean stop, 1 when it could not start.
 */
int	serve_main(const char *config_path);

#endif
