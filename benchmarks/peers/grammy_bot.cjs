// The peer: grammY with its conversations on better-sqlite3, as its users write it; taps are answered, as grammY's own guide asks for.
// API_BASE, HOOK_PORT and DATA_DIR come from the environment.
"use strict";
const http = require("http");
const Database = require("better-sqlite3");
const { Bot, webhookCallback } = require("grammy");
const { conversations, createConversation } = require("@grammyjs/conversations");

const KINDS = ["Ngập lụt", "Sạt lở", "Lương thực", "Y tế"];
const BOT_INFO = {
  id: 1000,
  is_bot: true,
  first_name: "Bench",
  username: "bench_bot",
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
};

const db = new Database(`${process.env.DATA_DIR}/bot.db`);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL"); // as the product's own
db.exec("create table if not exists sessions(key text primary key, value text not null)");
db.exec("create table if not exists reports(id integer primary key, uid integer not null, cat integer, body text, created real)");
const read = db.prepare("select value from sessions where key = ?");
const write = db.prepare("insert into sessions values(?, ?) on conflict(key) do update set value = excluded.value");
const forget = db.prepare("delete from sessions where key = ?");
const file = db.prepare("insert into reports(uid, cat, body, created) values(?, ?, ?, ?)");

const storage = {
  read(key) {
    const row = read.get(key);
    return row ? JSON.parse(row.value) : undefined;
  },
  write(key, value) {
    write.run(key, JSON.stringify(value));
  },
  delete(key) {
    forget.run(key);
  },
};

function keys(...rows) {
  return { reply_markup: { inline_keyboard: rows.map((row) => row.map(([text, callback_data]) => ({ text, callback_data }))) } };
}

async function report(conversation, ctx) {
  await ctx.reply("Mời bạn chọn loại báo cáo", keys(...KINDS.map((kind, n) => [[kind, `cat:${n}`]])));
  const kind = await conversation.waitForCallbackQuery(/^cat:/);
  const cat = Number(kind.callbackQuery.data.slice(4));
  await kind.answerCallbackQuery();
  await kind.reply("Mời bạn mô tả sự việc");
  const told = await conversation.waitFor("message:text");
  const text = told.message.text;
  await told.reply("Bạn có ảnh không?", keys([["Bỏ qua ảnh", "photo:skip"]]));
  const photo = await conversation.waitForCallbackQuery("photo:skip");
  await photo.answerCallbackQuery();
  await photo.reply(`Loại: ${KINDS[cat]}\n${text}\nGửi báo cáo?`, keys([["Gửi", "ok:yes"], ["Hủy", "ok:no"]]));
  const yes = await conversation.waitForCallbackQuery("ok:yes");
  await yes.answerCallbackQuery();
  await conversation.external(() => {
    file.run(yes.from.id, cat, text, Date.now() / 1000);
  });
  await yes.reply("Đã nhận báo cáo của bạn, cảm ơn bạn.");
}

const bot = new Bot("1:TEST", { client: { apiRoot: process.env.API_BASE }, botInfo: BOT_INFO });
bot.use(conversations({ storage }));
bot.command("start", async (ctx) => {
  await ctx.conversation.exitAll();
  await ctx.reply("Chào bạn, đây là bot báo cáo của thôn.", keys([["Báo cáo", "report"]]));
});
bot.use(createConversation(report, "report"));
bot.hears("report", (ctx) => ctx.conversation.enter("report"));
bot.catch((error) => console.error(error.message));

const take = webhookCallback(bot, "http");
const server = http.createServer((request, response) =>
  take(request, response).catch((error) => {
    console.error(error.message);
    if (!response.headersSent) {
      response.statusCode = 500;
      response.end();
    }
  }),
);
server.listen(Number(process.env.HOOK_PORT), "127.0.0.1");
