/* A Telegram Bot API server on loopback and, in the same process, a crowd of people who talk with the bot: the load of our benchmarks.
 *
 * One thread, epoll (Linux), nothing but libc:   cc -O2 -o fake_telegram fake_telegram.c
 *
 *   fake_telegram --port 8081 --webhook 127.0.0.1:8082/hook --scenario scenario.txt
 *                 [--secret S] [--conns 100] [--mode webhook|poll] [--rate R --burst B --retry-after S]
 *
 * A person says the next thing as soon as the bot's reply to the last has come AND that update was acknowledged (or a while after, with
 * pause=). Latency: from the moment it is said, i.e. joins Telegram's queue for the webhook, until the reply reaches Telegram.
 * A reply is any send* but sendChatAction, an editMessageText, or a method in the webhook's response. Person i has the id FIRST_CHAT + i.
 *
 * Scenario, a line a step: "text ..." ({n} is another number in each conversation) or "tap K" (the K-th button of the last reply, from 0);
 * before it "wait=N " (the bot sends N messages for this step) and "expect=WORD " (bytes the reply must hold).
 *
 * Control, besides the Bot API:
 *   GET /_run?users=N&conversations=C&most=S    each person has C whole conversations; answers with a line of figures when all are done,
 *   GET /_run?users=N&duration=S&warmup=S       or after so many seconds (what is on its way then is waited for, `most` seconds),
 *                   ...&pause=S                 with so long a rest, on average, between a reply and the next thing said
 *   GET /_stats                                 counters; sends and refusals of each second since the first send
 *   GET /_reset?rate=R&burst=B&retry=S&block=0|1|2   counters to zero; how many sends a second are allowed. block=1: whoever sends into a
 *                                               penalty begins it anew; block=2: whoever does makes it longer by as much again
 *   GET /_block?seconds=S                       a penalty now
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FIRST_CHAT 100000000L
#define MOST_STEPS 64
#define MOST_CONNECTIONS 4096
#define MOST_POLLS 64
#define MOST_SECONDS 600
#define LONGEST_UPDATE 16384
#define BOT "{\"id\":1000,\"is_bot\":true,\"first_name\":\"Bench\",\"username\":\"bench_bot\""

typedef struct Buffer {
    char *data;
    size_t length, room;
} Buffer;

typedef enum Kind { LISTENING, CALLS, HOOK } Kind; /* CALLS: the bot calls us; HOOK: we call the bot */

typedef struct Connection {
    int fd;
    Kind kind;
    bool dead, wants_to_write;
    Buffer in, out;
    size_t written;                   /* of out */
    int person, slot;                 /* HOOK: whose update is on its way (-1: nobody's), place in hooks[] */
    bool polls;                       /* CALLS: waits in getUpdates */
    double polls_until;
    long poll_offset;
    int poll_limit;
} Connection;

typedef struct Request {
    char *path;                       /* not ended by a zero */
    size_t path_length;
    char *body;
    size_t length;
    bool form;                        /* urlencoded */
} Request;

typedef struct Step {
    bool taps;
    int button, replies;
    char *text;                       /* as JSON: escaped, ASCII */
    char *expected;
    size_t command_length;
} Step;

typedef struct Person {
    int step, conversations;          /* done */
    int replies_wanted;               /* 0: has nothing on its way */
    bool replied, acknowledged, rests, unreached; /* unreached: the bot did not take the update */
    double said_at, speaks_at;
    long update, message, conversation, last_shown;
    char button[80];                  /* what the next step presses */
} Person;

typedef struct Queue {                /* people whose update waits to be posted; a ring */
    int *people;
    int first, end, room;
} Queue;

typedef struct Polled { int person; long update; } Polled;

/* ---- what we were told to be ---- */
static int port = 8081, hook_port = 0, connections_at_most = 100;
static char hook_host[64] = "127.0.0.1", hook_path[256] = "/hook", secret[300] = "";
static bool polling_mode = false;
static Step steps[MOST_STEPS];
static int step_count = 0;

/* ---- the state of the world ---- */
static int epoll;
static Connection *hooks[MOST_CONNECTIONS], *polls[MOST_POLLS];
static int poll_count = 0;
static Person *people = NULL;
static int people_count = 0, talking = 0, unreached = 0;
static Queue queue;
static Polled *polled = NULL;
static long polled_first = 0, polled_end = 0, polled_room = 0;
static long last_message = 1000, last_update = 0, last_conversation = 0;

/* ---- the run under way ---- */
static Connection *run_asked_by = NULL;
static bool running = false, ending = false;
static int conversations_each = 0;
static double pause_between = 0, counts_from, ends_at, gives_up_at, last_reply_at, first_reply_at;

/* ---- figures ---- */
static struct {
    long updates, counted, conversations, calls, sends, other_sends, answered_taps, in_response;
    long bad, extra, http_errors, connection_errors, refused;
} seen;
static uint32_t *latencies = NULL;    /* microseconds */
static size_t latency_count = 0, latency_room = 0;
static double first_send = 0, last_send = 0;
static long sent_in[MOST_SECONDS], refused_in[MOST_SECONDS];

/* ---- how much the bot may send ---- */
static double rate = 0, burst = 0, tokens = 0, tokens_at = 0, blocked_until = 0;
static int retry_after = 1, block = 0;

/* ---- small things ---- */
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static double smaller(double a, double b) { return a < b ? a : b; }
static double larger(double a, double b) { return a > b ? a : b; }

static void make_room(Buffer *buffer, size_t more) {
    if (buffer->length + more <= buffer->room)
        return;
    if (!buffer->room)
        buffer->room = 8192;
    while (buffer->length + more > buffer->room)
        buffer->room *= 2;
    buffer->data = realloc(buffer->data, buffer->room + 1); /* one more for the zero that string searches want */
}

static void append(Buffer *buffer, const char *data, size_t length) {
    make_room(buffer, length);
    memcpy(buffer->data + buffer->length, data, length);
    buffer->length += length;
}

/* ---- connections ---- */
static void watch(Connection *c, int operation, bool write) {
    struct epoll_event event = {.events = EPOLLIN | (write ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(epoll, operation, c->fd, &event);
    c->wants_to_write = write;
}

static void set_up_socket(int fd) {
    int one = 1;
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static Connection *new_connection(int fd, Kind kind) {
    Connection *c = calloc(1, sizeof *c);
    c->fd = fd;
    c->kind = kind;
    c->person = -1;
    watch(c, EPOLL_CTL_ADD, false);
    return c;
}

static struct sockaddr_in address(const char *host, int at_port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(at_port)};
    inet_pton(AF_INET, host, &a.sin_addr);
    return a;
}

static void listen_on(int at_port) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in a = address("127.0.0.1", at_port);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (void *)&a, sizeof a) < 0) {
        perror("bind");
        exit(1);
    }
    listen(fd, 4096);
    set_up_socket(fd);
    new_connection(fd, LISTENING);
}

static int dial(const char *host, int at_port) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = address(host, at_port);
    set_up_socket(fd);
    if (connect(fd, (void *)&a, sizeof a) < 0 && errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

static void flush(Connection *c) {
    while (c->written < c->out.length) {
        ssize_t n = send(c->fd, c->out.data + c->written, c->out.length - c->written, MSG_NOSIGNAL);
        if (n < 0 && (errno == EAGAIN || errno == EINPROGRESS || errno == ENOTCONN)) {
            if (!c->wants_to_write)
                watch(c, EPOLL_CTL_MOD, true);
            return;
        }
        if (n < 0) {
            c->dead = true;
            return;
        }
        c->written += n;
    }
    c->out.length = c->written = 0;
    if (c->wants_to_write)
        watch(c, EPOLL_CTL_MOD, false);
}

static void answer(Connection *c, int status, const char *body, size_t length) {
    char head[200];
    const char *reason = status == 200 ? "OK" : "Too Many Requests";
    int n = sprintf(head, "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", status, reason, length);
    append(&c->out, head, n);
    append(&c->out, body, length);
    flush(c);
}

static void answer_text(Connection *c, const char *body) { answer(c, 200, body, strlen(body)); }

static void forget(Connection *c) {
    epoll_ctl(epoll, EPOLL_CTL_DEL, c->fd, NULL);
    close(c->fd);
    free(c->in.data);
    free(c->out.data);
    free(c);
}

/* ---- what the bot sends: JSON, urlencoded and multipart are all searched for a few keys only ---- */
static char *url_decoded(const char *from, size_t length, size_t *decoded_length) {
    char *decoded = malloc(length + 1);
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        if (from[i] == '%' && i + 2 < length) {
            char digits[3] = {from[i + 1], from[i + 2], 0};
            decoded[n++] = strtol(digits, NULL, 16);
            i += 2;
        } else {
            decoded[n++] = from[i] == '+' ? ' ' : from[i];
        }
    }
    decoded[n] = 0;
    *decoded_length = n;
    return decoded;
}

static bool is_multipart_name(const char *p, const char *end) { return p + 1 < end && *p == '"' && (p[1] == '\r' || p[1] == ';'); }

static long number_at(const char *body, size_t length, const char *key, long otherwise) {
    const char *end = body + length, *p = memmem(body, length, key, strlen(key));
    if (!p)
        return otherwise;
    p += strlen(key);
    if (is_multipart_name(p, end)) {
        p = memmem(p, end - p, "\r\n\r\n", 4);
        if (!p)
            return otherwise;
    }
    while (p < end && !(*p >= '0' && *p <= '9') && *p != '-')
        p++;
    return p < end ? strtol(p, NULL, 10) : otherwise;
}

/* The words that a key is followed by, however deeply its quotes are escaped. */
static bool words_after(const char *p, const char *end, char *words, size_t room) {
    size_t n = 0;
    while (p < end && *p != ':')
        p++;
    p++;
    while (p < end && (*p == ' ' || *p == '"' || *p == '\\'))
        p++;
    while (p < end && *p != '"' && *p != '\\' && n < room - 1)
        words[n++] = *p++;
    words[n] = 0;
    return n > 0;
}

static bool text_at(const char *body, size_t length, const char *key, char *text, size_t room) {
    const char *p = memmem(body, length, key, strlen(key));
    return p && words_after(p + strlen(key), body + length, text, room);
}

/* The data of the k-th button. */
static bool button_at(const char *body, size_t length, int k, char *data, size_t room) {
    const char *p = body, *end = body + length;
    do {
        p = memmem(p, end - p, "callback_data", 13);
        if (!p)
            return false;
        p += 13;
    } while (k-- > 0);
    return words_after(p, end, data, room);
}

/* ---- the scenario ---- */
static char *escape_point(char *to, unsigned point) {
    if (point <= 0xffff)
        return to + sprintf(to, "\\u%04x", point);
    point -= 0x10000;
    return to + sprintf(to, "\\u%04x\\u%04x", 0xd800 + (point >> 10), 0xdc00 + (point & 1023));
}

/* UTF-8 as JSON in ASCII, as Telegram writes it. */
static char *json_escaped(const char *text) {
    char *escaped = malloc(strlen(text) * 6 + 1), *to = escaped;
    const unsigned char *p = (const unsigned char *)text;
    while (*p) {
        if (*p < 0x80) {
            if (*p == '"' || *p == '\\')
                *to++ = '\\';
            *to++ = *p++;
            continue;
        }
        int more = *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : 3;
        unsigned point = *p++ & (0x3f >> more);
        while (more-- > 0)
            point = point << 6 | (*p++ & 63);
        to = escape_point(to, point);
    }
    *to = 0;
    return escaped;
}

static char *read_prefixes(char *line, Step *step) {
    for (;;) {
        char *space = strchr(line, ' ');
        if (!strncmp(line, "wait=", 5) && space)
            step->replies = atoi(line + 5);
        else if (!strncmp(line, "expect=", 7) && space)
            step->expected = strndup(line + 7, space - line - 7);
        else
            return line;
        line = space + 1;
    }
}

static void read_step(char *line) {
    Step *step = &steps[step_count++];
    step->replies = 1;
    line = read_prefixes(line, step);
    if (!strncmp(line, "tap ", 4)) {
        step->taps = true;
        step->button = atoi(line + 4);
    } else if (!strncmp(line, "text ", 5)) {
        step->text = json_escaped(line + 5);
        step->command_length = strcspn(line + 5, " ");
    } else {
        fprintf(stderr, "not a step: %s\n", line);
        exit(1);
    }
}

static void read_scenario(const char *path) {
    char line[8192];
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(1);
    }
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        if (*line && *line != '#' && step_count < MOST_STEPS)
            read_step(line);
    }
    fclose(file);
}

/* ---- updates ---- */
static void write_sender(char *to, size_t room, int i, bool as_chat) {
    const char *more = as_chat ? "\"type\":\"private\"" : "\"is_bot\":false,\"language_code\":\"vi\"";
    snprintf(to, room, "{\"id\":%ld,\"first_name\":\"Nguy\\u1ec5n\",\"last_name\":\"V\\u0103n %d\",\"username\":\"user%d\",%s}",
             FIRST_CHAT + i, i, i, more);
}

static int write_tap(char *to, size_t room, const Person *person, const char *who, const char *chat) {
    return snprintf(to, room,
                    "{\"update_id\":%ld,\"callback_query\":{\"id\":\"%ld\",\"from\":%s,\"message\":{\"message_id\":%ld,\"from\":" BOT
                    "},\"chat\":%s,\"date\":%ld,\"text\":\"Ch\\u1ecdn m\\u1ed9t m\\u1ee5c\",\"reply_markup\":{\"inline_keyboard\":"
                    "[[{\"text\":\"A\",\"callback_data\":\"%s\"}]]}},\"chat_instance\":\"-99%ld\",\"data\":\"%s\"}}",
                    person->update, 7000000000L + person->update, who, person->last_shown, chat, (long)time(NULL), person->button,
                    FIRST_CHAT + (long)(person - people), person->button);
}

/* The text with {n} replaced, so that no two conversations say the very same. */
static const char *said_text(const Step *step, long conversation) {
    static char text[LONGEST_UPDATE / 2];
    const char *mark = strstr(step->text, "{n}");
    if (!mark)
        return step->text;
    snprintf(text, sizeof text, "%.*s%ld%s", (int)(mark - step->text), step->text, conversation, mark + 3);
    return text;
}

static int write_update(char *to, size_t room, const Person *person) {
    char who[400], chat[400], entities[120] = "";
    const Step *step = &steps[person->step];
    write_sender(who, sizeof who, person - people, false);
    write_sender(chat, sizeof chat, person - people, true);
    if (step->taps)
        return write_tap(to, room, person, who, chat);
    if (step->text[0] == '/')
        snprintf(entities, sizeof entities, ",\"entities\":[{\"offset\":0,\"length\":%zu,\"type\":\"bot_command\"}]", step->command_length);
    return snprintf(to, room, "{\"update_id\":%ld,\"message\":{\"message_id\":%ld,\"from\":%s,\"chat\":%s,\"date\":%ld,\"text\":\"%s\"%s}}",
                    person->update, person->message, who, chat, (long)time(NULL), said_text(step, person->conversation), entities);
}

/* ---- people ---- */
static void put_in_queue(int i) {
    queue.people[queue.end] = i;
    queue.end = (queue.end + 1) % queue.room;
}

static void put_in_poll(int i) {
    if (polled_end == polled_room) {
        polled_room = polled_room ? polled_room * 2 : 65536;
        polled = realloc(polled, polled_room * sizeof *polled);
    }
    polled[polled_end++] = (Polled){i, people[i].update};
}

static void says(int i) {
    Person *person = &people[i];
    person->rests = false;
    person->said_at = now();
    person->replies_wanted = steps[person->step].replies;
    person->replied = person->acknowledged = false;
    person->update = ++last_update;
    person->message = ++last_message;
    if (person->step == 0)
        person->conversation = ++last_conversation;
    if (polling_mode) {
        person->acknowledged = true;
        put_in_poll(i);
    } else {
        put_in_queue(i);
    }
}

static void falls_silent(Person *person) {
    person->rests = false;
    talking--;
}

static void goes_on(int i) {
    Person *person = &people[i];
    if (++person->step == step_count) {
        person->step = 0;
        person->conversations++;
        seen.conversations++;
        if (conversations_each && person->conversations == conversations_each) {
            falls_silent(person);
            return;
        }
    }
    if (ending) {
        falls_silent(person);
    } else if (pause_between > 0) {
        person->rests = true;
        person->speaks_at = now() + pause_between * (0.5 + drand48());
    } else {
        says(i);
    }
}

static void wake_rested(double at) {
    for (int i = 0; i < people_count; i++) {
        if (!people[i].rests)
            continue;
        if (ending) {
            falls_silent(&people[i]);
        } else if (at >= people[i].speaks_at) {
            says(i);
        }
    }
}

static void keep_latency(double seconds) {
    if (latency_count == latency_room) {
        latency_room = latency_room ? latency_room * 2 : 65536;
        latencies = realloc(latencies, latency_room * sizeof *latencies);
    }
    latencies[latency_count++] = seconds * 1e6;
}

static void count_reply(Person *person) {
    double at = now();
    seen.updates++;
    if (!first_reply_at)
        first_reply_at = at;
    if (at < counts_from || (ending && ends_at > 0))
        return;
    last_reply_at = at;
    seen.counted++;
    keep_latency(at - person->said_at);
}

static void reads(long chat, const char *body, size_t length) {
    long i = chat - FIRST_CHAT;
    if (i < 0 || i >= people_count) {
        seen.other_sends++;
        return;
    }
    Person *person = &people[i];
    if (!running || person->replies_wanted <= 0 || person->replied) {
        seen.extra++;
        return;
    }
    const Step *step = &steps[person->step], *next = &steps[(person->step + 1) % step_count];
    bool good = !step->expected || step->replies > 1 || memmem(body, length, step->expected, strlen(step->expected));
    person->last_shown = last_message;
    bool found = !next->taps || button_at(body, length, next->button, person->button, sizeof person->button);
    if (--person->replies_wanted > 0)
        return;
    if (!found)
        strcpy(person->button, "missing");
    if (!good || !found)
        seen.bad++;
    count_reply(person);
    person->replied = true;
    if (person->acknowledged)
        goes_on(i);
}

static void is_acknowledged(int i) {
    if (!running || people[i].acknowledged)
        return;
    people[i].acknowledged = true;
    if (people[i].replied)
        goes_on(i);
}

/* ---- bringing updates to the bot ---- */
static void is_unreached(int i) {
    people[i].unreached = true;
    unreached++;
}

/* What the bot did not take is brought again, as Telegram does, under its own number. */
static void bring_again(void) {
    for (int i = 0; i < people_count && unreached; i++) {
        if (!people[i].unreached)
            continue;
        people[i].unreached = false;
        unreached--;
        put_in_queue(i);
    }
}

static void drop_hook(Connection *c) {
    hooks[c->slot] = NULL;
    forget(c);
}

static Connection *free_hook(void) {
    static int next = 0;
    for (int k = 0; k < connections_at_most; k++) {
        int slot = (next + k) % connections_at_most;
        if (hooks[slot] && (hooks[slot]->person >= 0 || hooks[slot]->dead))
            continue;
        if (!hooks[slot]) {
            int fd = dial(hook_host, hook_port);
            if (fd < 0) {
                seen.connection_errors++;
                continue;
            }
            hooks[slot] = new_connection(fd, HOOK);
            hooks[slot]->slot = slot;
        }
        next = slot + 1;
        return hooks[slot];
    }
    return NULL;
}

static void post(Connection *c, int i) {
    static char body[LONGEST_UPDATE], head[1024];
    int length = write_update(body, sizeof body, &people[i]);
    int n = snprintf(head, sizeof head,
                     "POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\nAccept-Encoding: gzip, deflate\r\n%s%s%s"
                     "Content-Length: %d\r\n\r\n",
                     hook_path, hook_host, hook_port, *secret ? "X-Telegram-Bot-Api-Secret-Token: " : "", secret, *secret ? "\r\n" : "", length);
    c->person = i;
    append(&c->out, head, n);
    append(&c->out, body, length);
    flush(c);
}

static void answer_poll(Connection *c) {
    size_t room = (size_t)LONGEST_UPDATE / 4 * (c->poll_limit + 1);
    char *body = malloc(room);
    size_t n = sprintf(body, "{\"ok\":true,\"result\":[");
    for (long at = polled_first, count = 0; at < polled_end && count < c->poll_limit; at++, count++) {
        if (polled[at].update != people[polled[at].person].update)
            continue; /* was answered before it was acknowledged */
        if (body[n - 1] == '}')
            body[n++] = ',';
        n += write_update(body + n, room - n, &people[polled[at].person]);
    }
    n += sprintf(body + n, "]}");
    c->polls = false;
    answer(c, 200, body, n);
    free(body);
}

static void answer_polls(void) {
    while (poll_count) {
        Connection *c = polls[0];
        while (polled_first < polled_end && polled[polled_first].update < c->poll_offset)
            polled_first++;
        if (polled_first == polled_end)
            return;
        polls[0] = polls[--poll_count];
        answer_poll(c);
    }
}

static void bring_updates(void) {
    if (!running)
        return;
    if (polling_mode) {
        answer_polls();
        return;
    }
    while (queue.first != queue.end) {
        Connection *c = free_hook();
        if (!c)
            return;
        int i = queue.people[queue.first];
        queue.first = (queue.first + 1) % queue.room;
        post(c, i);
    }
}

/* ---- a run ---- */
static double query_number(const char *path, const char *key, double otherwise) {
    const char *p = strstr(path, key);
    return p ? atof(p + strlen(key)) : otherwise;
}

static void reset_figures(void) {
    memset(&seen, 0, sizeof seen);
    memset(sent_in, 0, sizeof sent_in);
    memset(refused_in, 0, sizeof refused_in);
    latency_count = 0;
    first_send = last_send = first_reply_at = last_reply_at = 0;
}

static void make_people(int count) {
    free(people);
    free(queue.people);
    people = calloc(count, sizeof *people);
    people_count = talking = count;
    unreached = 0;
    queue = (Queue){.people = malloc((count + 1) * sizeof *queue.people), .room = count + 1};
    polled_first = polled_end = 0;
}

static void start_run(Connection *c, const char *path) {
    double at = now(), lasts = query_number(path, "duration=", 0), most = query_number(path, "most=", 30);
    make_people(query_number(path, "users=", 50));
    reset_figures();
    run_asked_by = c;
    running = true;
    ending = false;
    polling_mode = query_number(path, "poll=", polling_mode);
    conversations_each = query_number(path, "conversations=", 0);
    pause_between = query_number(path, "pause=", 0);
    counts_from = at + query_number(path, "warmup=", 0);
    ends_at = lasts > 0 ? counts_from + lasts : 0;
    gives_up_at = (lasts > 0 ? ends_at : at) + most;
    for (int i = 0; i < people_count; i++) {
        people[i].rests = pause_between > 0;
        people[i].speaks_at = at + pause_between * drand48();
        if (!people[i].rests)
            says(i);
    }
    bring_updates();
}

static int compared(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static double percentile(double share) {
    if (!latency_count)
        return -1;
    size_t place = share * latency_count;
    return latencies[place < latency_count ? place : latency_count - 1] / 1000.0;
}

static double own_cpu(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

static void end_run(void) {
    char line[2048];
    double seconds = (ends_at > 0 ? ends_at : last_reply_at) - counts_from;
    qsort(latencies, latency_count, sizeof *latencies, compared);
    int n = sprintf(line, "{\"users\":%d,\"seconds\":%.3f,\"updates\":%ld,\"updates_all\":%ld,\"upd_per_s\":%.1f,\"conv_all\":%ld,", people_count,
                    seconds, seen.counted, seen.updates, seconds > 0 ? seen.counted / seconds : 0, seen.conversations);
    n += sprintf(line + n, "\"p50_ms\":%.2f,\"p95_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.2f,", percentile(.5), percentile(.95), percentile(.99),
                 percentile(1));
    n += sprintf(line + n, "\"api_calls\":%ld,\"sends\":%ld,\"other_sends\":%ld,\"answered_taps\":%ld,\"inline_replies\":%ld,", seen.calls,
                 seen.sends, seen.other_sends, seen.answered_taps, seen.in_response);
    n += sprintf(line + n, "\"bad_replies\":%ld,\"extra_replies\":%ld,\"http_errors\":%ld,\"conn_errors\":%ld,\"outstanding\":%d,", seen.bad,
                 seen.extra, seen.http_errors, seen.connection_errors, talking);
    n += sprintf(line + n, "\"first_reply_at\":%.6f,\"last_reply_at\":%.6f,\"fake_cpu_s\":%.3f}\n", first_reply_at,
                 last_reply_at, own_cpu());
    running = false;
    if (run_asked_by)
        answer(run_asked_by, 200, line, n);
    run_asked_by = NULL;
    for (int slot = 0; slot < connections_at_most; slot++)
        if (hooks[slot])
            drop_hook(hooks[slot]);
}

static void look_at_the_clock(double at) {
    static double brought_again_at = 0;
    if (!running)
        return;
    if (ends_at > 0 && at >= ends_at)
        ending = true;
    if (pause_between > 0)
        wake_rested(at);
    if (at - brought_again_at > 0.2) {
        brought_again_at = at;
        bring_again();
    }
    if (talking == 0 || at >= gives_up_at)
        end_run();
}

/* ---- how much the bot may send ---- */
static long *second_of(long *table, double at) {
    static long beyond;
    if (!first_send)
        first_send = at;
    long second = at - first_send;
    return second >= 0 && second < MOST_SECONDS ? &table[second] : &beyond;
}

/* 0: go ahead; else how many seconds to stay away. */
static int must_wait(double at) {
    if (rate <= 0 && at >= blocked_until)
        return 0;
    bool in_penalty = block && at < blocked_until;
    tokens = smaller(burst, tokens + (at - tokens_at) * rate);
    tokens_at = at;
    if (!in_penalty && tokens >= 1) {
        tokens -= 1;
        return 0;
    }
    if (block)
        blocked_until = (block == 2 && in_penalty ? blocked_until : at) + retry_after;
    return block == 2 ? (int)(blocked_until - at + 0.999) : retry_after;
}

static void count_send(double at) {
    seen.sends++;
    (*second_of(sent_in, at))++;
    last_send = at;
}

static void count_refusal(double at) {
    seen.refused++;
    (*second_of(refused_in, at))++;
}

static void refuse(Connection *c, int seconds, double at) {
    char body[200];
    int n = sprintf(body,
                    "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after %d\",\"parameters\":{\"retry_after\":%d}}",
                    seconds, seconds);
    count_refusal(at);
    answer(c, 429, body, n);
}

static void block_for(double seconds) {
    block = block ? block : 1;
    blocked_until = larger(blocked_until, now() + seconds);
}

/* ---- the Bot API ---- */
static bool is(const char *method, const char *name) { return !strcasecmp(method, name); }
static bool is_sending(const char *method) { return !strncasecmp(method, "send", 4) && !is(method, "sendChatAction"); }

static void poll_for_updates(Connection *c, const char *body, size_t length) {
    size_t n;
    char *decoded = url_decoded(body, length, &n);
    long limit = number_at(decoded, n, "limit", 100);
    c->poll_offset = number_at(decoded, n, "offset", 0);
    c->poll_limit = limit < 1 ? 1 : limit > 100 ? 100 : limit;
    c->polls_until = now() + number_at(decoded, n, "timeout", 0);
    free(decoded);
    c->polls = true;
    if (poll_count < MOST_POLLS)
        polls[poll_count++] = c;
}

static void answer_old_polls(double at) {
    for (int i = 0; i < poll_count; i++) {
        Connection *c = polls[i];
        if (at < c->polls_until)
            continue;
        c->polls = false;
        polls[i--] = polls[--poll_count];
        answer_text(c, "{\"ok\":true,\"result\":[]}");
    }
}

static void answer_sent(Connection *c, long chat, bool keyboard) {
    char body[1024];
    const char *keys = keyboard ? ",\"reply_markup\":{\"inline_keyboard\":[[{\"text\":\"A\",\"callback_data\":\"a\"}],[{\"text\":\"B\","
                                  "\"callback_data\":\"b\"}]]}"
                                : "";
    int n = sprintf(body,
                    "{\"ok\":true,\"result\":{\"message_id\":%ld,\"from\":" BOT
                    "},\"chat\":{\"id\":%ld,\"first_name\":\"Nguy\\u1ec5n\",\"username\":\"user\",\"type\":\"private\"},\"date\":%ld,"
                    "\"text\":\"M\\u1eddi b\\u1ea1n ch\\u1ecdn lo\\u1ea1i b\\u00e1o c\\u00e1o\"%s}}",
                    ++last_message, chat, (long)time(NULL), keys);
    answer(c, 200, body, n);
}

static void take_message(Connection *c, const char *body, size_t length, bool sends, bool is_reply) {
    double at = now();
    long chat = number_at(body, length, "chat_id", 0);
    int seconds = sends ? must_wait(at) : 0;
    if (seconds) {
        refuse(c, seconds, at);
        return;
    }
    if (sends)
        count_send(at);
    answer_sent(c, chat, memmem(body, length, "reply_markup", 12) != NULL);
    if (is_reply)
        reads(chat, body, length);
}

static bool answer_fixed(Connection *c, const char *path, const char *method) {
    if (!strncasecmp(path, "/file/", 6))
        answer(c, 200, "jpg", 3);
    else if (is(method, "getMe"))
        answer_text(c, "{\"ok\":true,\"result\":" BOT ",\"can_join_groups\":true,\"can_read_all_group_messages\":false,"
                       "\"supports_inline_queries\":false,\"can_connect_to_business\":false,\"has_main_web_app\":false}}");
    else if (is(method, "getWebhookInfo"))
        answer_text(c, "{\"ok\":true,\"result\":{\"url\":\"\",\"has_custom_certificate\":false,\"pending_update_count\":0}}");
    else if (is(method, "getFile"))
        answer_text(c, "{\"ok\":true,\"result\":{\"file_id\":\"F\",\"file_unique_id\":\"U\",\"file_size\":3,\"file_path\":\"photos/f.jpg\"}}");
    else
        return false;
    return true;
}

static void call_method(Connection *c, const char *path, const char *method, const char *body, size_t length) {
    bool sends = is_sending(method);
    bool is_reply = sends || is(method, "editMessageText");
    seen.calls++;
    seen.answered_taps += is(method, "answerCallbackQuery");
    if (is(method, "getUpdates"))
        poll_for_updates(c, body, length);
    else if (is_reply || is(method, "editMessageReplyMarkup"))
        take_message(c, body, length, sends, is_reply);
    else if (!answer_fixed(c, path, method))
        answer_text(c, "{\"ok\":true,\"result\":true}"); /* answerCallbackQuery, setWebhook, deleteWebhook, setMyCommands and the rest */
}

/* ---- control ---- */
static int write_seconds(char *to, const char *name, const long *table, long count) {
    int n = sprintf(to, ",\"%s\":[", name);
    for (long i = 0; i < count; i++)
        n += sprintf(to + n, i ? ",%ld" : "%ld", table[i]);
    return n + sprintf(to + n, "]");
}

static void answer_stats(Connection *c) {
    static char body[2 * MOST_SECONDS * 12 + 1024];
    long seconds = first_send ? smaller(MOST_SECONDS, now() - first_send + 1) : 0;
    int n = sprintf(body,
                    "{\"api\":%ld,\"sends\":%ld,\"other_sends\":%ld,\"n429\":%ld,\"first_send\":%.6f,\"last_send\":%.6f,"
                    "\"updates\":%ld,\"conv\":%ld",
                    seen.calls, seen.sends, seen.other_sends, seen.refused, first_send, last_send, seen.updates, seen.conversations);
    n += write_seconds(body + n, "sent_in", sent_in, seconds);
    n += write_seconds(body + n, "refused_in", refused_in, seconds);
    n += sprintf(body + n, "}\n");
    answer(c, 200, body, n);
}

static void reset(const char *path) {
    reset_figures();
    rate = query_number(path, "rate=", rate);
    burst = query_number(path, "burst=", burst > 0 ? burst : rate);
    retry_after = query_number(path, "retry=", retry_after);
    block = query_number(path, "block=", block);
    tokens = burst;
    tokens_at = now();
    blocked_until = 0;
}

static void control(Connection *c, const char *path) {
    if (!strncmp(path, "/_run", 5)) {
        start_run(c, path);
        return;
    }
    if (!strncmp(path, "/_reset", 7))
        reset(path);
    if (!strncmp(path, "/_block", 7))
        block_for(query_number(path, "seconds=", retry_after));
    answer_stats(c);
}

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void route(Connection *c, const Request *asked) {
    char path[512];
    snprintf(path, sizeof path, "%.*s", (int)asked->path_length, asked->path);
    if (!strncmp(path, "/_", 2)) {
        control(c, path);
        return;
    }
    char *query = strchr(path, '?');
    if (query)
        *query++ = 0;
    const char *body = query && !asked->length ? query : asked->body;
    size_t length = query && !asked->length ? strlen(query) : asked->length;
    char *decoded = asked->form ? url_decoded(body, length, &length) : NULL;
    call_method(c, path, last_part(path), decoded ? decoded : body, length);
    free(decoded);
}

/* ---- HTTP ---- */
typedef struct Message {
    size_t head_length, total;
    char *body;
    size_t length;
} Message;

static char *header(const Connection *c, size_t head_length, const char *name) {
    size_t length = strlen(name);
    for (char *p = c->in.data, *end = p + head_length; p < end;) {
        char *line_end = memmem(p, end - p, "\r\n", 2);
        if (!line_end)
            return NULL;
        if (!strncasecmp(p, name, length)) {
            p += length;
            while (*p == ' ')
                p++;
            return p;
        }
        p = line_end + 2;
    }
    return NULL;
}

/* 1: complete, 0: more must come. The pieces are joined elsewhere, since the same bytes may be looked at again. */
static int join_chunks(Connection *c, Message *m) {
    static Buffer joined;
    char *p = c->in.data + m->head_length, *end = c->in.data + c->in.length;
    joined.length = 0;
    for (;;) {
        char *line_end = memmem(p, end - p, "\r\n", 2);
        if (!line_end)
            return 0;
        long size = strtol(p, NULL, 16);
        p = line_end + 2;
        if (end - p < size + 2)
            return 0;
        if (size == 0)
            break;
        append(&joined, p, size);
        p += size + 2;
    }
    m->body = joined.data;
    m->length = joined.length;
    m->total = p + 2 - c->in.data;
    return 1;
}

/* 1: a whole message is at the front, 0: more must come, -1: this will never be one. */
static int first_message(Connection *c, Message *m) {
    char *end = c->in.length ? memmem(c->in.data, c->in.length, "\r\n\r\n", 4) : NULL;
    if (!end)
        return c->in.length > 1 << 20 ? -1 : 0;
    m->head_length = end - c->in.data + 4;
    char *coding = header(c, m->head_length, "transfer-encoding:"), *length = header(c, m->head_length, "content-length:");
    if (coding && !strncasecmp(coding, "chunked", 7))
        return join_chunks(c, m);
    m->body = c->in.data + m->head_length;
    m->length = length ? atol(length) : 0;
    m->total = m->head_length + m->length;
    return c->in.length >= m->total;
}

static void take_request(Connection *c, const Message *m) {
    char *path = strchr(c->in.data, ' '), *end = path ? strchr(path + 1, ' ') : NULL;
    if (!end) {
        c->dead = true;
        return;
    }
    char *type = header(c, m->head_length, "content-type:");
    bool form = type && !strncasecmp(type, "application/x-www-form-urlencoded", 33);
    Request asked = {.path = path + 1, .path_length = end - path - 1, .body = m->body, .length = m->length, .form = form};
    route(c, &asked);
}

/* A call that stands in the response to an update. Nobody is told what became of it, so one that is refused is lost. */
static void carry_out_response(const char *body, size_t length) {
    char method[40];
    if (!text_at(body, length, "\"method\"", method, sizeof method))
        return;
    double at = now();
    bool sends = is_sending(method);
    seen.calls++;
    seen.in_response++;
    seen.answered_taps += is(method, "answerCallbackQuery");
    if (sends && must_wait(at)) {
        count_refusal(at);
        return;
    }
    if (sends)
        count_send(at);
    if (sends || is(method, "editMessageText")) {
        last_message++;
        reads(number_at(body, length, "\"chat_id\"", 0), body, length);
    }
}

static void take_response(Connection *c, const Message *m) {
    int status = atoi(c->in.data + 9), i = c->person;
    char *connection = header(c, m->head_length, "connection:");
    c->person = -1;
    c->dead = connection && !strncasecmp(connection, "close", 5);
    if (i < 0 || !running)
        return;
    if (status / 100 != 2) {
        seen.http_errors++;
        is_unreached(i);
        return;
    }
    carry_out_response(m->body, m->length);
    is_acknowledged(i);
}

static void take_messages(Connection *c) {
    Message m;
    int found;
    while (!c->dead && (found = first_message(c, &m)) != 0) {
        if (found < 0) {
            c->dead = true;
            return;
        }
        if (c->kind == CALLS)
            take_request(c, &m);
        else
            take_response(c, &m);
        memmove(c->in.data, c->in.data + m.total, c->in.length - m.total);
        c->in.length -= m.total;
        c->in.data[c->in.length] = 0;
    }
}

/* ---- the loop ---- */
static void is_closed(Connection *c) {
    if (c->kind == HOOK) {
        if (c->person >= 0) {
            seen.connection_errors++;
            if (running)
                is_unreached(c->person);
        }
        drop_hook(c);
        return;
    }
    for (int i = 0; i < poll_count; i++)
        if (polls[i] == c)
            polls[i--] = polls[--poll_count];
    if (c == run_asked_by)
        run_asked_by = NULL;
    forget(c);
}

static void accept_all(Connection *listening) {
    int fd;
    while ((fd = accept(listening->fd, NULL, NULL)) >= 0) {
        set_up_socket(fd);
        new_connection(fd, CALLS);
    }
}

static void receive(Connection *c) {
    for (;;) {
        make_room(&c->in, 4096);
        ssize_t n = recv(c->fd, c->in.data + c->in.length, c->in.room - c->in.length, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN))
            c->dead = true;
        if (n <= 0)
            break;
        c->in.length += n;
        c->in.data[c->in.length] = 0;
        if (n < 4096)
            break;
    }
    take_messages(c);
}

static void serve(Connection *c, uint32_t events) {
    if (c->kind == LISTENING) {
        accept_all(c);
        return;
    }
    if (events & EPOLLOUT)
        flush(c);
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        receive(c);
    if (c->dead)
        is_closed(c);
}

static void run_for_ever(void) {
    struct epoll_event events[512];
    double looked = now();
    for (;;) {
        int n = epoll_wait(epoll, events, 512, pause_between > 0 ? 5 : 50);
        for (int k = 0; k < n; k++)
            serve(events[k].data.ptr, events[k].events);
        bring_updates();
        double at = now();
        if (talking == 0 || at - looked > 0.004) {
            looked = at;
            answer_old_polls(at);
            look_at_the_clock(at);
        }
    }
}

static void read_hook(const char *given) {
    char text[400];
    snprintf(text, sizeof text, "%s", given);
    char *path = strchr(text, '/');
    if (path) {
        snprintf(hook_path, sizeof hook_path, "%.255s", path);
        *path = 0;
    }
    char *colon = strchr(text, ':');
    if (colon) {
        hook_port = atoi(colon + 1);
        *colon = 0;
    }
    snprintf(hook_host, sizeof hook_host, "%.63s", text);
}

static bool read_option(const char *name, const char *value) {
    if (!strcmp(name, "--port"))
        port = atoi(value);
    else if (!strcmp(name, "--webhook"))
        read_hook(value);
    else if (!strcmp(name, "--mode"))
        polling_mode = !strcmp(value, "poll");
    else if (!strcmp(name, "--conns"))
        connections_at_most = smaller(MOST_CONNECTIONS, atoi(value));
    else if (!strcmp(name, "--scenario"))
        read_scenario(value);
    else if (!strcmp(name, "--secret"))
        snprintf(secret, sizeof secret, "%s", value);
    else if (!strcmp(name, "--rate"))
        rate = atof(value);
    else if (!strcmp(name, "--burst"))
        burst = atof(value);
    else if (!strcmp(name, "--retry-after"))
        retry_after = atoi(value);
    else
        return false;
    return true;
}

int main(int count, char **arguments) {
    signal(SIGPIPE, SIG_IGN);
    for (int i = 1; i < count; i += 2) {
        if (i + 1 == count || !read_option(arguments[i], arguments[i + 1])) {
            fprintf(stderr, "unknown, or without its value: %s\n", arguments[i]);
            return 2;
        }
    }
    if (strncmp(hook_host, "127.", 4)) {
        fprintf(stderr, "loopback only\n");
        return 2;
    }
    epoll = epoll_create1(0);
    reset("");
    listen_on(port);
    run_for_ever();
}
