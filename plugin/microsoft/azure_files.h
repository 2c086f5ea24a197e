/* Files of tickets at Azure Support. */
#ifndef MICROSOFT_AZURE_FILES_H
#define MICROSOFT_AZURE_FILES_H

#include "microsoft/service.h"

/* Bytes: what Microsoft documents as the largest file, 5 MB. */
enum { AZURE_FILE_MOST = 5 * 1024 * 1024 };

/* The story `file` of service_azure. */
enum err azure_file(struct scope *, const struct service_task *,
	    struct service_step *ret) MUST_USE;

#endif
