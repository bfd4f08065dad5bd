using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>Whatever happens between a browser and a server, nothing that was typed is lost, and nobody's change is overwritten.</summary>
public sealed class BadSituationsTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task A_note_goes_on_when_the_connection_is_back()
    {
        var user = await server.NewTenant();
        var person = await user.Person();
        await using var line = new Line(new Uri(server.Address).Port);
        await using var window = await browser.SignInAsync(server, user, new(Port: line.Port));
        await window.GoAsync($"/app{person}");
        var note = window.Page.GetByLabel("Note", new() { Exact = true });
        await note.PressSequentiallyAsync("Called about");

        await line.CutAsync();
        // Nobody has noticed yet: this reaches the box, and not the server.
        await note.PressSequentiallyAsync(" the");
        await Expect(window.Page.GetByText("The connection was lost.")).ToBeVisibleAsync();
        // The notice takes no focus: who types goes on.
        await window.Page.Keyboard.TypeAsync(" invoice");
        var again = window.Page.Locator("#reconnect-button");
        await Expect(again).ToHaveAccessibleNameAsync("Try now");
        await Expect(again).ToBeVisibleAsync();
        line.Mend();
        // The page tries by itself, too, and may be faster: then the button is gone before a mouse could be there.
        await again.DispatchEventAsync("click");
        await Expect(window.Page.GetByText("The connection was lost.")).ToBeHiddenAsync();

        await Expect(note).ToHaveValueAsync("Called about the invoice");
        await note.PressAsync("Control+Enter");
        await Expect(window.Page.Locator(".note-text")).ToHaveTextAsync("Called about the invoice");
        Assert.Equal(["Called about the invoice"], (await user.Get($"{person}/notes")).Texts("description"));
    }

    [Fact]
    public async Task A_note_is_still_there_when_the_server_was_restarted()
    {
        await using var place = await TestDatabase.CreateAsync();
        var first = await RunningServer.OverAsync(place, TimeProvider.System);
        var user = await first.NewTenant();
        var person = await user.Person();
        await using var line = new Line(new Uri(first.Address).Port);
        await using var window = await browser.SignInAsync(first, user, new(Port: line.Port));
        await window.GoAsync($"/app{person}");
        await window.Page.GetByLabel("Title of the note").FillAsync("Invoice");
        await window.Page.GetByLabel("Note", new() { Exact = true }).PressSequentiallyAsync("Called about the invoice");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Everybody sees this" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Only you see this" })).ToBeVisibleAsync();

        await line.CutAsync();
        await first.DisposeAsync();
        await using var second = await RunningServer.OverAsync(place, TimeProvider.System);
        line.LeadTo(new Uri(second.Address).Port);
        line.Mend();

        await Expect(window.Page.GetByText("The connection was lost.")).ToBeHiddenAsync();
        await window.ReadyAsync();
        var note = window.Page.GetByLabel("Note", new() { Exact = true });
        await Expect(note).ToHaveValueAsync("Called about the invoice");
        await Expect(window.Page.GetByLabel("Title of the note")).ToHaveValueAsync("Invoice");
        // What was to be seen by nobody else must not become public on the way.
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Only you see this" })).ToBeVisibleAsync();
        await note.PressAsync("Control+Enter");
        await Expect(window.Page.Locator(".note-text")).ToHaveTextAsync("Called about the invoice");
    }

    [Fact]
    public async Task Who_was_signed_out_in_the_middle_of_a_note_signs_in_and_goes_on()
    {
        var user = await server.NewTenant();
        var person = await user.Person();
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync($"/app{person}");
        var note = window.Page.GetByLabel("Note", new() { Exact = true });
        await note.PressSequentiallyAsync("Called about the invoice");

        (await user.Delete($"{await user.Me()}/sessions")).Is(204);
        await Expect(window.Page.GetByRole(AriaRole.Dialog, new() { Name = "You were signed out" })).ToBeVisibleAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Stay on this page" }).ClickAsync();
        await note.PressAsync("Control+Enter");
        await Expect(window.Page.GetByText("Not saved: you were signed out.")).ToBeVisibleAsync();
        await Expect(note).ToHaveValueAsync("Called about the invoice");

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in again" }).ClickAsync();
        await window.SignInAgainAsync(user);
        await window.AtAsync($"**/app{person}");
        await window.ReadyAsync();
        await Expect(note).ToHaveValueAsync("Called about the invoice");
        await note.PressAsync("Control+Enter");
        await Expect(window.Page.Locator(".note-text")).ToHaveTextAsync("Called about the invoice");
        Assert.Equal(["Called about the invoice"], (await user.Get($"{person}/notes")).Texts("description"));
    }

    [Fact]
    public async Task Two_people_who_change_the_same_field_both_see_both_values()
    {
        var user = await server.NewTenant();
        var person = await user.Create("/people", """{"familyName":"Jansen","jobTitle":"Buyer"}""");
        await using var mine = await browser.SignInAsync(server, user);
        await using var theirs = await browser.SignInAsync(server, await user.Colleague());
        await mine.GoAsync($"/app{person}");
        await theirs.GoAsync($"/app{person}");

        await mine.Page.Locator("[data-field=jobTitle] [data-edit]").ClickAsync();
        await mine.Page.Locator("#edit-jobTitle-jobTitle").FillAsync("Head of Purchasing");
        await theirs.Page.Locator("[data-field=jobTitle] [data-edit]").ClickAsync();
        await theirs.Page.Locator("#edit-jobTitle-jobTitle").FillAsync("Director");
        await theirs.Page.Keyboard.PressAsync("Enter");
        await Expect(theirs.Page.Locator("[data-field=jobTitle] .value")).ToContainTextAsync("Director");
        // What the other one saved arrives here, and leaves alone what is typed.
        await Expect(mine.Page.Locator(".timeline")).ToContainTextAsync("Director");
        await Expect(mine.Page.Locator("#edit-jobTitle-jobTitle")).ToHaveValueAsync("Head of Purchasing");

        await mine.Page.Locator("#edit-jobTitle-jobTitle").PressAsync("Enter");
        var conflict = mine.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Somebody else changed this" });
        await Expect(conflict).ToContainTextAsync("Director");
        await Expect(conflict).ToContainTextAsync("Head of Purchasing");
        Assert.Equal("Director", (await user.Get(person))["jobTitle"]!.GetValue<string>());

        await mine.Page.GetByRole(AriaRole.Button, new() { Name = "Use mine" }).ClickAsync();
        await Expect(mine.Page.Locator("[data-field=jobTitle] .value")).ToContainTextAsync("Head of Purchasing");
        Assert.Equal("Head of Purchasing", (await user.Get(person))["jobTitle"]!.GetValue<string>());
        await Expect(theirs.Page.Locator("[data-field=jobTitle] .value")).ToContainTextAsync("Head of Purchasing");
    }

    [Fact]
    public async Task Two_people_who_change_the_same_note_both_see_both_texts()
    {
        var user = await server.NewTenant();
        var person = await user.Person();
        var note = await user.Note(person);
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync($"/app{person}");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Edit note" }).ClickAsync();
        var text = window.Page.Locator("form.composer").Last.GetByLabel("Note", new() { Exact = true });
        await Expect(text).ToBeFocusedAsync();
        await text.FillAsync("Called twice");

        (await user.Patch(note, """{"description":"Called, no answer"}""")).Is(200);
        await text.PressAsync("Control+Enter");
        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Somebody else changed this" })).ToContainTextAsync("Called, no answer");
        Assert.Equal("Called, no answer", (await user.Get(note))["description"]!.GetValue<string>());
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Use mine" }).ClickAsync();
        await Expect(window.Page.Locator(".note-text")).ToHaveTextAsync("Called twice");
        Assert.Equal("Called twice", (await user.Get(note))["description"]!.GetValue<string>());
    }
}
