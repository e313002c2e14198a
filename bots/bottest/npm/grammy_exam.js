// An independent client examines the fake Bot API: grammY talks to it as it would to Telegram and
// says what it saw, one JSON object a line. The other side of every assertion is in the Go test that
// starts this program.
//
//   node grammy_exam.js poll|webhook API_ROOT TOKEN
"use strict";
const http = require("node:http");
const { Bot, GrammyError, HttpError, InputFile, InlineKeyboard, webhookCallback } = require("grammy");

const [mode, apiRoot, token] = process.argv.slice(2);
const say = (event, detail) => process.stdout.write(JSON.stringify({ event, ...detail }) + "\n");

const bot = new Bot(token, { client: { apiRoot } });

// refused runs a call that must fail, and reports how.
async function refused(name, call) {
  try {
    await call();
    say("refused", { name, error: "none" });
  } catch (e) {
    if (e instanceof GrammyError) {
      say("refused", { name, code: e.error_code, text: e.description, parameters: e.parameters });
    } else if (e instanceof HttpError) {
      say("refused", { name, http: true });
    } else {
      say("refused", { name, error: String(e) });
    }
  }
}

const yesNo = () => new InlineKeyboard().text("Yes", "answer:yes").text("No", "answer:no").row().url("Page", "https://www.example.org/");

bot.command("start", async (ctx) => {
  say("start", { payload: ctx.match, chat: ctx.chat.id, from: ctx.from.id });
  const sent = await ctx.reply("<b>Hello</b> &amp; welcome", { parse_mode: "HTML", reply_markup: yesNo() });
  say("sent", { text: sent.text, entities: sent.entities, keyboard: sent.reply_markup.inline_keyboard });
});

bot.callbackQuery(/^answer:(.+)$/, async (ctx) => {
  say("press", { data: ctx.callbackQuery.data, message: ctx.callbackQuery.message.message_id });
  await ctx.answerCallbackQuery({ text: "Thank you" });
  await ctx.editMessageText("You said " + ctx.match[1], { reply_markup: yesNo() });
  await refused("not modified", () => ctx.editMessageText("You said " + ctx.match[1], { reply_markup: yesNo() }));
  say("pressed", {});
});

bot.command("refuse", async (ctx) => {
  const chat = ctx.chat.id;
  await refused("429", () => ctx.reply("too fast"));
  await refused("500", () => ctx.reply("server"));
  await refused("bad html", () => ctx.reply("<br>", { parse_mode: "HTML" }));
  await refused("empty", () => ctx.reply(""));
  await refused("long", () => ctx.reply("x".repeat(4097)));
  await refused("data", () => ctx.reply("x", { reply_markup: new InlineKeyboard().text("A", "d".repeat(65)) }));
  await refused("unknown chat", () => ctx.api.sendMessage(4242, "x"));
  await refused("unknown message", () => ctx.api.editMessageText(chat, 99999, "x"));
  await refused("old query", () => ctx.api.answerCallbackQuery("12345"));
  say("refusals", {});
});

bot.command("file", async (ctx) => {
  const sent = await ctx.replyWithDocument(new InputFile(Buffer.from("the plan"), "plan.html"), { caption: "Your plan" });
  say("file", { name: sent.document.file_name, size: sent.document.file_size, caption: sent.caption });
  await ctx.api.deleteMessage(ctx.chat.id, sent.message_id);
  await refused("deleted", () => ctx.api.deleteMessage(ctx.chat.id, sent.message_id));
  say("filed", {});
});

bot.command("blocked", async (ctx) => {
  await refused("blocked", () => ctx.reply("are you there?"));
  say("blocked", {});
});

bot.on("my_chat_member", (ctx) => say("member", { status: ctx.myChatMember.new_chat_member.status }));
bot.on("message:voice", (ctx) => say("voice", { seconds: ctx.message.voice.duration }));
bot.on("message:photo", (ctx) => say("photo", { caption: ctx.message.caption }));
bot.on("edited_message:text", (ctx) => say("edited", { text: ctx.editedMessage.text }));
bot.on("message:migrate_to_chat_id", (ctx) => say("migrated", { to: ctx.message.migrate_to_chat_id }));
bot.on("message:text", (ctx) => say("text", { text: ctx.message.text }));
bot.catch((e) => say("error", { text: String(e.error) }));

async function profile() {
  await bot.api.setMyCommands([{ command: "start", description: "Begin" }]);
  await bot.api.setMyCommands([{ command: "help", description: "Help" }], { scope: { type: "all_group_chats" }, language_code: "en" });
  await bot.api.setMyShortDescription("Safer phones, step by step");
  const plain = await bot.api.getMyCommands();
  const groups = await bot.api.getMyCommands({ scope: { type: "all_group_chats" }, language_code: "en" });
  const me = await bot.api.getMe();
  say("profile", { plain, groups, username: me.username, short: (await bot.api.getMyShortDescription()).short_description });
}

async function poll() {
  await profile();
  await bot.start({ timeout: 5, onStart: () => say("ready", {}) });
  say("stopped", {});
}

async function webhook() {
  await profile();
  const secret = "s3cret-Token_1";
  const server = http.createServer(webhookCallback(bot, "http", { secretToken: secret }));
  server.listen(0, "127.0.0.1", async () => {
    await bot.init();
    await refused("plain http", () => bot.api.setWebhook("http://bot.example.org/hook"));
    await refused("secret", () => bot.api.setWebhook("https://bot.example.org/hook", { secret_token: "not good" }));
    await bot.api.setWebhook("https://bot.example.org/hook", { secret_token: secret });
    await refused("poll", () => bot.api.getUpdates());
    const info = await bot.api.getWebhookInfo();
    say("ready", { port: server.address().port, url: info.url });
  });
  process.stdin.on("end", async () => {
    await bot.api.deleteWebhook();
    server.close();
    server.closeAllConnections();
    say("stopped", {});
  });
}

process.stdin.resume();
if (mode === "poll") {
  process.stdin.on("end", () => bot.stop());
  poll();
} else {
  webhook();
}
