using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>What was written of a person and what happened to them, and who may be the same.</summary>
public sealed class PersonTimelineTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task A_note_is_written_with_its_category_flag_and_lock()
    {
        var user = await server.NewTenant();
        var person = await user.Person();
        await user.Note(person, "\"title\":\"Earlier\"");
        var category = (await user.Get("/note_categories")).Members[1];
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync($"/app{person}");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Jansen" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("n");
        var note = page.GetByLabel("Note", new() { Exact = true });
        await Expect(note).ToBeFocusedAsync();
        await note.FillAsync("Wants a **quote**");
        await page.GetByLabel("Category").SelectOptionAsync(category["@id"]!.GetValue<string>());
        await page.GetByRole(AriaRole.Button, new() { Name = "Flag" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Everybody sees this" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.Locator(".composer .preview strong")).ToHaveTextAsync("quote");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await note.PressAsync("Control+Enter");

        // Flagged notes stay on top.
        var first = page.Locator(".timeline article.note").First;
        await Expect(first).ToContainTextAsync("Wants a quote");
        await Expect(first).ToContainTextAsync("Only you see this");
        await Expect(note).ToHaveValueAsync("");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Everybody sees this" })).ToBeVisibleAsync();
        var saved = (await user.Get($"{person}/notes?flagged=true")).Members.Single();
        Assert.Equal(("Wants a **quote**", category["@id"]!.GetValue<string>(), true), (saved["description"]!.GetValue<string>(), saved["category"]!.GetValue<string>(), saved["isPrivate"]!.GetValue<bool>()));

        await first.GetByRole(AriaRole.Button, new() { Name = "Delete note" }).ClickAsync();
        await Expect(page.GetByText("Wants a quote")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(first).ToContainTextAsync("Wants a quote");
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task What_was_typed_survives_a_closed_tab()
    {
        var user = await server.NewTenant();
        var person = await user.Create("/people", """{"familyName":"Jansen","jobTitle":"Buyer"}""");
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync($"/app{person}");
        await window.Page.GetByLabel("Note", new() { Exact = true }).PressSequentiallyAsync("Half a no");
        await window.Page.Locator("[data-field=jobTitle] [data-edit]").ClickAsync();
        await window.Page.Locator("#edit-jobTitle-jobTitle").FillAsync("Head of");
        var other = new Window(await window.Page.Context.NewPageAsync());
        await window.Page.CloseAsync();

        await other.GoAsync($"/app{person}");
        await Expect(other.Page.GetByLabel("Note", new() { Exact = true })).ToHaveValueAsync("Half a no");
        await Expect(other.Page.Locator("#edit-jobTitle-jobTitle")).ToHaveValueAsync("Head of");
        Assert.Equal("Buyer", (await user.Get(person))["jobTitle"]!.GetValue<string>());
        await other.Page.Locator("#edit-jobTitle-jobTitle").PressAsync("Escape");
        // The focus goes back to where editing began; what is typed before that would be typed there.
        await Expect(other.Page.Locator("[data-field=jobTitle] [data-edit]")).ToBeFocusedAsync();
        // What was given up does not come back when the page is drawn anew.
        (await user.Patch(person, """{"additionalName":"van"}""")).Is(200);
        await Expect(other.Page.Locator("[data-field=additionalName]")).ToContainTextAsync("van");
        await Expect(other.Page.Locator("#edit-jobTitle-jobTitle")).ToHaveCountAsync(0);
        await Expect(other.Page.Locator("[data-field=jobTitle]")).ToContainTextAsync("Buyer");
        await other.Page.GetByLabel("Note", new() { Exact = true }).PressSequentiallyAsync("te");
        await other.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(other.Page.Locator(".note-text")).ToHaveTextAsync("Half a note");

        await other.GoAsync($"/app{person}");
        await Expect(other.Page.GetByLabel("Note", new() { Exact = true })).ToHaveValueAsync("");
        await Expect(other.Page.Locator("#edit-jobTitle-jobTitle")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_was_typed_into_one_of_several_addresses_stays_with_it()
    {
        var user = await server.NewTenant();
        var person = await user.Create("/people", """{"familyName":"Jansen","emailAddresses":[{"email":"one@acme.example"},{"email":"two@acme.example"}]}""");
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync($"/app{person}");
        var (rows, box) = (window.Page.Locator("[data-field=emailAddresses] .parts > li"), window.Page.Locator("#edit-emailAddresses-email"));
        await rows.Nth(1).Locator("[data-edit]").ClickAsync();
        await box.FillAsync("second@acme.example");

        // As after a closed tab: nothing was left, so nothing was saved.
        await window.GoAsync($"/app{person}");
        await Expect(rows).ToHaveCountAsync(3);
        await Expect(rows.Nth(1).Locator("#edit-emailAddresses-email")).ToHaveValueAsync("second@acme.example");
        // Who goes to another row has saved this one.
        await rows.Nth(0).Locator("[data-edit]").ClickAsync();
        await Expect(rows.Nth(1)).ToContainTextAsync("second@acme.example");
        await Expect(rows.Nth(0).Locator("#edit-emailAddresses-email")).ToHaveValueAsync("one@acme.example");
        Assert.Equal(["one@acme.example", "second@acme.example"], Emails(await user.Get(person)));

        // What is wrong stays where it is, whatever else is pressed.
        await box.FillAsync("nobody");
        await rows.Nth(1).Locator("[data-edit]").ClickAsync();
        await Expect(rows.Nth(0).Locator(".violation")).ToBeVisibleAsync();
        await Expect(rows.Nth(0).Locator("#edit-emailAddresses-email")).ToHaveValueAsync("nobody");
        await box.PressAsync("Escape");
        await Expect(rows.Nth(0)).ToContainTextAsync("one@acme.example");
        await window.GoAsync($"/app{person}");
        await Expect(box).ToHaveCountAsync(0);
        Assert.Equal(["one@acme.example", "second@acme.example"], Emails(await user.Get(person)));
        Assert.Empty(window.Problems);

        static IEnumerable<string> Emails(Reply answer) => answer["emailAddresses"]!.AsArray().Select(address => address!["email"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_timeline_is_narrowed_and_a_change_taken_back()
    {
        var user = await server.NewTenant();
        var person = await user.Create("/people", """{"familyName":"Jansen","jobTitle":"Buyer"}""");
        (await user.Patch(person, """{"jobTitle":"Clerk"}""")).Is(200);
        await user.Note(person, "\"title\":\"Earlier\"");
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync($"/app{person}");
        var (notes, changes) = (page.Locator(".timeline article.note"), page.Locator(".timeline article.change"));
        await page.Locator("[data-field=jobTitle] [data-edit]").ClickAsync();
        await page.Locator("#edit-jobTitle-jobTitle").FillAsync("Director");
        await page.Keyboard.PressAsync("Enter");
        await Expect(changes.First).ToContainTextAsync("on these pages");
        await Expect(changes.First).ToContainTextAsync("Clerk");
        await Expect(changes.First).ToContainTextAsync("Director");
        await Expect(notes).ToHaveCountAsync(1);

        await ShowAsync("Notes");
        await Expect(changes).ToHaveCountAsync(0);
        await Expect(notes).ToHaveCountAsync(1);
        await ShowAsync("API");
        await Expect(notes).ToHaveCountAsync(0);
        await Expect(changes).ToHaveCountAsync(2);
        await Expect(page.Locator(".timeline")).Not.ToContainTextAsync("Director");
        await ShowAsync("Changes");
        await Expect(changes).ToHaveCountAsync(3);

        await changes.First.GetByRole(AriaRole.Button, new() { Name = "Take back: Job title" }).ClickAsync();
        await Expect(page.Locator("[data-field=jobTitle]")).ToContainTextAsync("Clerk");
        await Expect(changes.First).ToContainTextAsync("took a change back");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator("[data-field=jobTitle]")).ToContainTextAsync("Director");
        Assert.Equal("Director", (await user.Get(person))["jobTitle"]!.GetValue<string>());
        Assert.Empty(window.Problems);

        async Task ShowAsync(string title)
        {
            var filter = page.GetByRole(AriaRole.Navigation, new() { Name = "What is shown" }).GetByRole(AriaRole.Link, new() { Name = title, Exact = true });
            await filter.ClickAsync();
            await Expect(filter).ToHaveAttributeAsync("aria-current", "true");
        }
    }

    [Fact]
    public async Task Somebody_who_looks_the_same_is_compared_or_said_to_be_another()
    {
        var user = await server.NewTenant();
        var person = await user.Create("/people", """{"familyName":"de Vries","givenName":"Jan","phoneNumbers":[{"phoneNumber":"06 1234 5678"}]}""");
        await user.Create("/people", """{"familyName":"de Vries","givenName":"Johannes","phoneNumbers":[{"phoneNumber":"+31 6 12345678"}]}""");
        Assert.Equal(1, (await user.Get("/duplicates", ("Prefer", "wait=60"))).TotalItems);
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync($"/app{person}");
        await Expect(page.GetByText("Looks like Johannes de Vries")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Side by side" })).ToContainTextAsync("Johannes");

        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Not the same" }).ClickAsync();
        await Expect(page.GetByText("Looks like Johannes de Vries")).ToHaveCountAsync(0);
        Assert.Equal(0, (await user.Get("/duplicates")).TotalItems);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("Looks like Johannes de Vries")).ToBeVisibleAsync();
        Assert.Empty(window.Problems);
    }
}
