/*
 * Named points where a test can kill the process. They vanish from normal
 * builds; `make MODE=fault` has them. The environment says which:
 * CSPDESK_FAULT=store.commit:3 dies by SIGKILL at the third arrival.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#ifdef CSPDESK_FAULTS
void	fault_point(const char *name);
#define FAULT(name)	fault_point(name)
#else
#define FAULT(name)	((void)0)
#endif

#endif
