/*
 * limits.h: every bound of the engine, by name. Some are the most that an option of policy.yaml may be set to
 * (docs/policy.md lists those); none can be raised above what stands here.
 *
 * Units stand last in a name; without one, it is a count. `_MAX` is the largest value that is allowed.
 */
#ifndef FUSION_LIMITS_H
#define FUSION_LIMITS_H

/* memory */
#define ARENA_BLOCK_BYTES 16384u     /* a fresh block of an arena, unless its owner or one piece wants more */
#define ARRAY_ENTRIES_MAX (1u << 30) /* of a list without a bound of its own; memory ends before */
#define TABLE_ENTRIES_MAX (1u << 29) /* of a hash table, likewise */

/* input */
#define LINE_BYTES_MAX      65536u             /* a longer line is read past and quarantined */
#define LINE_HEAD_BYTES     256u               /* what is kept of a line that is not kept whole */
#define JSON_DEPTH_MAX      16u                /* of one message: arrays and objects within each other */
#define JSON_KEYS_MAX       256u               /* keys of one message, nested ones counted */
#define JSON_INTEGER_MAX    9007199254740992LL /* 2^53 */
#define JSON_REAL_BYTES_MAX 511u               /* of a number that is no integer */
#define JSON_OWN_DEPTH_MAX  64u                /* of what Fusion itself wrote */
#define JSON_OWN_KEYS_MAX   1000000u           /* likewise */

/* messages */
#define ID_BYTES_MAX     128u
#define PARTY_BYTES_MAX  8u       /* `ISR`, `UNDOF`; packed into one integer */
#define WORD_BYTES_MAX   32u      /* a role, a track, a milestone, an urgency */
#define KIND_BYTES_MAX   64u      /* a dotted word */
#define CODE_BYTES_MAX   32u      /* a code of another scheme */
#define NAME_BYTES_MAX   256u     /* a title, the name of a place */
#define REASON_BYTES_MAX 1024u    /* free text */
#define LIST_MAX         16u      /* entries of one list of a message */
#define POINTS_MAX       256u     /* points of an area */
#define METRES_MAX       20000000 /* of a precision, a radius, a width: half way round the earth */
#define HARM_MAX         10000000 /* people killed or injured, of one report */
#define FUTURE_MS_MAX    300000LL /* how far ahead of a live cell `time` may lie */

/* policy */
#define POLICY_FILES_MAX    1024u        /* of one folder */
#define POLICY_BYTES_MAX    8388608u     /* of all of them together */
#define YAML_BYTES_MAX      (64u * 1024) /* of policy.yaml, of a test */
#define YAML_DEPTH_MAX      16u
#define YAML_KEYS_MAX       1024u /* of one mapping */
#define WORDS_MAX           4096u /* words of all policies of a record together */
#define PARTIES_MAX         16u
#define ROLES_MAX           32u
#define KINDS_MAX           512u
#define ZONES_MAX           64u
#define ZONE_POINTS_MAX     4096u
#define MILESTONES_MAX      32u
#define TRACKS_MAX          16u
#define URGENCIES_MAX       8u  /* of one track */
#define CLOCKS_MAX          16u /* of one urgency */
#define STEPS_MAX           6u  /* of one clock */
#define STEP_RUNGS_MAX      8u  /* called by one step: RUNGS_MAX, so that steps can always be joined */
#define RUNGS_MAX           8u
#define ALIKE_MAX           512u /* pairs of kind patterns */
#define FUSE_BRANCHES_MAX   64u
#define FUSE_WINDOW_MS_MAX  (30LL * 24 * 3600 * 1000)
#define FUSE_DISTANCE_M_MAX 100000
#define FUSE_DISTANCE_M_MIN 1  /* of two ships at one quay; what is nearer than a metre is one place */
#define CONDITIONS_MAX      8u /* of one milestone */
#define NAMED_CLOCKS_MAX    32u
#define NOTICE_KINDS_MAX    64u
#define SERIES_MAX          32u
#define OUTCOMES_MAX        32u                        /* of one track */
#define CLOCK_MS_MAX        (366LL * 24 * 3600 * 1000) /* from the setting of a clock to its last step */

/* incidents */
#define CASES_MAX    32u /* of one incident: TRACKS_MAX, and as many disputes */
#define DISPUTES_MAX 16u /* of one incident, so that a case on every track still has room */
/* of one case: every milestone of everybody who owes; beyond it, clocks that ended make room */
#define CASE_CLOCKS_MAX 640u
#define CASE_MET_MAX    32u    /* milestones that are met in a case: MILESTONES_MAX */
#define RELEASED_MAX    17u    /* of a release list: LIST_MAX and the sender */
#define INVOLVED_MAX    64u    /* parties that are told of one incident */
#define ACCOUNTS_MAX    16u    /* parties of one incident whose accounts are compared */
#define RESPONSES_MAX   1024u  /* of one incident that count */
#define STATEMENTS_MAX  256u   /* of one incident: what its reports and updates say, to be compared */
#define COUNTED_MAX     16u    /* of these, kept for what is only counted */
#define RECENT_MESSAGES 16384u /* that references find without the record; a power of two */
#define WITHDRAWN_MAX   16u    /* reports of one incident that were taken back */
#define CLOCK_STEPS_MAX 8u     /* of one clock, once urgencies were raised */
#define ACTIONS_MAX     2048u  /* of one entry */

/* rules */
#define RULE_SOURCE_BYTES_MAX (64u * 1024)
#define RULE_INSTRUCTIONS_MAX 1000000u       /* a line */
#define RULE_MEMORY_BYTES_MAX (1024u * 1024) /* above what the loaded rules hold */
#define RULE_OUTPUT_BYTES_MAX 65536u         /* that the rules propose for a line */
#define RULE_MATCHES_MAX      64u            /* recorded of one event */
#define RULES_MAX             65536u         /* of one policy */
#define RULE_CONDITIONS_MAX   256u           /* of one rule's `where`: more than there are facts */
#define RULE_LIST_MAX         KINDS_MAX      /* entries of one list of a rule: it may name every kind */
#define RULE_BRANCHES_MAX     4096u          /* `and`, `or`, `elseif`, `goto` of one file */
#define RULE_STRING_BYTES_MAX 16384u         /* of a text that a rule makes itself */
#define RULE_VALUES_MAX       250u           /* that one library call of a rule takes or gives */
#define RULE_FAULT_BYTES_MAX  512u           /* of the text that says how a rule failed */
/* bytes, while one file is loaded, above what the earlier ones hold */
#define RULE_LOAD_MEMORY_MAX (16u * 1024 * 1024)
#define RULE_CHURN_FACTOR    64    /* a line may allocate, in all, this many times its memory limit */
#define LIST_ROWS_MAX        4096u /* of one lists/NAME.csv */
#define LIST_COLUMNS_MAX     64u
#define HISTORY_MS_MAX       (90LL * 24 * 3600 * 1000) /* how far back rules may look */

/* record */
#define GROUP_ENTRIES_MAX   4096u /* entries a transaction */
#define SALT_BYTES          16u
#define RECALL_ENTRIES_MAX  16u      /* entries that answer one key */
#define QUARANTINE_QUIET_MS 600000LL /* a burst of bad lines calls its sender once */

/* ports and commands */
#define STREAM_BYTES        (256u * 1024)        /* read ahead of a stream of lines */
#define ROW_BYTES_MAX       (1024u * 1024)       /* of one row of a foreign file */
#define COLUMNS_MAX         1024u                /* of one row */
#define LAYOUTS_MAX         8u                   /* of one adapter: other columns by their number */
#define SKIP_LINES_MAX      10000u               /* before the header of a foreign file */
#define JSON_FILE_BYTES_MAX (256u * 1024 * 1024) /* a foreign file that is one JSON array */
#define JSON_FILE_KEYS_MAX  (32u * 1024 * 1024)
#define SORT_BYTES_MAX      (2ull * 1024 * 1024 * 1024) /* lines that a replay keeps in memory to sort them */
#define FOLDER_DEPTH_MAX    8u
#define GROUP_DELAY_MS      50          /* a live entry waits no longer for its transaction */
#define WRITE_GRACE_MS      2000        /* for a slow reader, once a signal asked us to end */
#define LIVE_WAIT_MS_MAX    (60 * 1000) /* a live cell looks at the machine's clock at least as often */
#define WALL_STEP_MS        (60 * 1000) /* a difference from it that is larger is told */
#define TABLE_ROWS_MEASURED 500u /* the widths of a printed table's columns are those of so many rows */
#define PENDING_MAX         256u /* actions put into one batch of output */

#endif
