/* signals.h: what a wait watches besides its own descriptor. */
#ifndef PORTS_SIGNALS_H
#define PORTS_SIGNALS_H

/* Readable for ever once SIGTERM or SIGINT came; -1 before signals_install. */
int signals_fd(void);

#endif
