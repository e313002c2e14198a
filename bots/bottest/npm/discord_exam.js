// An independent client examines the fake Discord: discord.js talks to it as it would to Discord and says what it saw, one JSON
// object a line. The other side of every assertion is in the Go test that starts this program.
//
//   node discord_exam.js API_ROOT TOKEN
"use strict";
const d = require("discord.js");

const [api, token] = process.argv.slice(2);
const say = (event, detail) => process.stdout.write(JSON.stringify({ event, ...detail }) + "\n");
const client = new d.Client({ intents: [d.GatewayIntentBits.Guilds], rest: { api, version: "10", retries: 0 } });
const hidden = d.MessageFlags.Ephemeral;

// refused runs a call that must fail, and reports how.
async function refused(name, call) {
  try {
    await call();
    say("refused", { name, error: "none" });
  } catch (e) {
    say("refused", { name, code: e.code, status: e.status });
  }
}

const menu = () => new d.ActionRowBuilder().addComponents(
  new d.StringSelectMenuBuilder().setCustomId("apps|*").setMinValues(0).setMaxValues(2)
    .addOptions({ label: "Kik", value: "kik" }, { label: "WhatsApp", value: "whatsapp" }));
const buttons = () => new d.ActionRowBuilder().addComponents(
  new d.ButtonBuilder().setCustomId("say|").setLabel("Say").setStyle(d.ButtonStyle.Secondary),
  new d.ButtonBuilder().setCustomId("slow").setLabel("Slow").setStyle(d.ButtonStyle.Secondary));

async function command(i) {
  say("command", { name: i.commandName, option: i.options.getString("name"), context: i.context, guild: i.guildId, user: i.user.id, locale: i.locale });
  await i.reply({ content: "pick", flags: hidden, components: [menu(), buttons()] });
  await i.followUp({ content: "more", flags: hidden });
  const edited = await i.editReply({ content: "pick **now**" });
  say("replied", { content: edited.content, ephemeral: edited.flags.has(hidden), read: (await i.fetchReply()).content });
  await refused("twice", () => client.rest.post(d.Routes.interactionCallback(i.id, i.token), { body: { type: 4, data: { content: "x" } }, auth: false }));
  await refused("unknown", () => client.rest.post(d.Routes.interactionCallback("17", i.token), { body: { type: 4, data: { content: "x" } }, auth: false }));
  await refused("long", () => i.followUp({ content: "x".repeat(2001) }));
  await refused("webhook", () => client.rest.post(d.Routes.webhook(client.user.id, "no-token"), { body: { content: "x" }, auth: false }));
  say("done", { name: i.commandName });
}

client.on("interactionCreate", async (i) => {
  try {
    if (i.isAutocomplete()) {
      await i.respond([{ name: i.options.getFocused() + "chat", value: "snapchat" }]);
    } else if (i.isChatInputCommand()) {
      await command(i);
    } else if (i.isStringSelectMenu()) {
      say("select", { id: i.customId, values: i.values, ephemeral: i.message.flags.has(hidden) });
      await i.update({ content: "next", components: [buttons()] });
    } else if (i.isButton() && i.customId === "say|") {
      const field = new d.TextInputBuilder().setCustomId("text").setStyle(d.TextInputStyle.Paragraph);
      await i.showModal(new d.ModalBuilder().setCustomId("say|").setTitle("Say").addLabelComponents(
        new d.LabelBuilder().setLabel("Words").setTextInputComponent(field)));
    } else if (i.isButton()) {
      await i.deferUpdate();
      await i.editReply({ content: "slow but sure", components: [] });
      say("slow", {});
    } else if (i.isModalSubmit()) {
      say("modal", { text: i.fields.getTextInputValue("text") });
      await i.deferReply({ flags: hidden });
      await i.editReply({ content: "heard" });
      say("heard", {});
    }
  } catch (e) {
    say("failed", { type: i.type, code: e.code, text: String(e.message) });
  }
});

async function direct(ids) {
  const open = await client.users.createDM(ids[0]);
  await open.send("hello");
  await refused("closed", async () => (await client.users.createDM(ids[1])).send("hello"));
  await refused("server", () => client.channels.cache.get(ids[2]).send("hello"));
  say("direct", {});
}

client.on("error", (e) => say("error", { text: e.message }));
client.on("shardResume", (shard, replayed) => say("resumed", { replayed }));
client.once("clientReady", async () => {
  const set = await client.application.commands.set([
    { name: "app", description: "An app", contexts: [0, 1, 2], integrationTypes: [0, 1],
      options: [{ type: 3, name: "name", description: "Which", required: true, autocomplete: true }] }]);
  const read = await client.application.commands.fetch();
  await refused("capitals", () => client.rest.put(d.Routes.applicationCommands(client.user.id), { body: [{ name: "App", description: "x" }] }));
  say("ready", { user: client.user.username, commands: set.size, read: read.first().name });
});
process.stdin.on("data", (line) => direct(String(line).trim().split(" ")).catch((e) => say("failed", { text: String(e) })));
process.stdin.on("end", async () => {
  await client.destroy();
  say("stopped", {});
});
client.login(token).catch((e) => { say("error", { text: e.message }); process.exit(1); });
