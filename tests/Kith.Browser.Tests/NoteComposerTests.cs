using System.Text.RegularExpressions;
using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>Notes that name somebody, and notes with pictures; all of it by keyboard.</summary>
public sealed partial class NoteComposerTests(RunningServer server, Chromium browser)
{
    /// <summary>A PNG of one red pixel.</summary>
    internal const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    [Fact]
    public async Task Colleagues_and_people_are_named_in_a_note()
    {
        var user = await server.NewTenant();
        await user.Create("/users", """{"email":"kim@example.com","givenName":"Kim","familyName":"Bakker"}""");
        var person = await user.Person("Jansen");
        var named = await user.Create("/people", """{"familyName":"](javascript:alert(1))<img src=x onerror=alert(1)>","givenName":"Zwaluw","jobTitle":"<b>Buyer</b>"}""");
        await using var window = await browser.SignInAsync(server, user);
        var (page, note) = (window.Page, window.Page.GetByLabel("Note", new() { Exact = true }));
        var options = page.GetByRole(AriaRole.Listbox, new() { Name = "Name somebody" }).GetByRole(AriaRole.Option);
        await window.GoAsync($"/app{person}");
        await page.Keyboard.PressAsync("n");

        await page.Keyboard.TypeAsync("Ask @zwal");
        await Expect(options).ToHaveCountAsync(1);
        await Expect(options).ToContainTextAsync("<b>Buyer</b>");
        await Expect(note).ToHaveAttributeAsync("aria-activedescendant", (await options.GetAttributeAsync("id"))!);
        Assert.Empty(await window.BarriersAsync());
        // Given up, it stays what was typed, and does not come back for it.
        await page.Keyboard.PressAsync("Escape");
        await Expect(options).ToHaveCountAsync(0);
        await Expect(note).ToHaveValueAsync("Ask @zwal");
        await page.Keyboard.TypeAsync(" or @zwal");
        await Expect(options).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("and @");
        await Expect(options.Filter(new() { HasText = "Kim Bakker" })).ToHaveCountAsync(1);
        await page.Keyboard.TypeAsync("ki");
        await Expect(options.First).ToContainTextAsync("Kim Bakker");
        await Expect(options).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Tab");
        await Expect(note).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("by mail@home.example");
        await Expect(options).ToHaveCountAsync(0);

        // What was typed survives a closed tab with both.
        await window.GoAsync($"/app{person}");
        await Expect(note).ToHaveValueAsync(MentionsRegex());
        await note.PressAsync("Control+Enter");
        var text = page.Locator(".timeline .note-text");
        await Expect(text).ToContainTextAsync("Ask @zwal or @Zwaluw ](javascript:alert(1))<img src=x onerror=alert(1)> and @Kim Bakker by mail@home.example");
        await Expect(text.Locator("mark.mention")).ToHaveTextAsync("@Kim Bakker");
        await Expect(text.Locator("img")).ToHaveCountAsync(0);
        await text.Locator("a.mention").ClickAsync();
        await window.AtAsync($"**/app{named}");
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task A_picture_is_pasted_and_shown_wherever_the_note_is()
    {
        var user = await server.NewTenant();
        var person = await user.Person();
        await using var window = await browser.SignInAsync(server, user);
        var (page, note) = (window.Page, window.Page.GetByLabel("Note", new() { Exact = true }));
        // Pasted before the page answers, it is sent as soon as it does.
        var connect = await EarlyTests.OpenAsync(window, $"/app{person}");
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.TypeAsync("The stand:");
        await PasteAsync(page, "\"><img src=x onerror=alert(1)>.png", Convert.FromBase64String(Pixel));
        connect.SetResult();
        await Expect(note).ToHaveValueAsync(PictureRegex());
        var iri = (await user.Get("/media_objects")).Iris.Single();
        await Expect(note).ToHaveValueAsync(new Regex(Regex.Escape(iri), RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.Keyboard.TypeAsync("Nice.");

        // It lasts: links to pictures expire, and are made when the note is shown.
        await window.GoAsync($"/app{person}");
        await Expect(note).ToHaveValueAsync(PictureRegex());
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await ShownAsync(page.Locator(".preview img"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Everybody sees this" }).ClickAsync();
        await Expect(page.GetByText("its pictures are not")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Only you see this" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save note" }).ClickAsync();
        var picture = page.Locator(".timeline .note-text img");
        await ShownAsync(picture);
        await Expect(picture).ToHaveAttributeAsync("alt", "\"><img src=x onerror=alert(1)>");
        await Expect(picture).ToHaveAttributeAsync("loading", "lazy");
        await Expect(page.Locator(".timeline .note-text")).ToContainTextAsync("Nice.");

        (await user.Delete(iri)).Is(204);
        await window.GoAsync($"/app{person}");
        await Expect(page.Locator(".timeline .note-text")).ToContainTextAsync("picture that is gone");
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task A_picture_of_another_tenant_is_none()
    {
        var (user, stranger) = (await server.NewTenant(), await server.NewTenant());
        var theirs = await stranger.Send(HttpMethod.Post, "/media_objects", Form("theirs.png", Convert.FromBase64String(Pixel)));
        var person = await user.Person();
        (await user.Post($"{person}/notes", $$"""{"description":"![Theirs]({{theirs.Is(201).Iri}}) ![Pixel](https://evil.example/p.png)","category":"{{await user.Category()}}"}""")).Is(201);
        await using var window = await browser.SignInAsync(server, user);
        await window.GoAsync($"/app{person}");
        await Expect(window.Page.Locator(".timeline .note-text")).ToContainTextAsync("[picture that is gone: Theirs] Pixel");
        await Expect(window.Page.Locator(".timeline .note-text img")).ToHaveCountAsync(0);
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_in_the_words_of_the_api()
    {
        var user = await server.NewTenant();
        var person = await user.Person();
        await using var window = await browser.SignInAsync(server, user);
        var (page, note) = (window.Page, window.Page.GetByLabel("Note", new() { Exact = true }));
        await window.GoAsync($"/app{person}");
        await note.FillAsync("Half a note");
        await PasteAsync(page, "list.txt", "Piet"u8.ToArray());
        await Expect(page.GetByText("This file is not a JPEG, PNG, WebP or GIF picture.")).ToBeVisibleAsync();
        await Expect(note).ToHaveAccessibleDescriptionAsync("This file is not a JPEG, PNG, WebP or GIF picture.");
        await page.Locator("[data-pictures]").SetInputFilesAsync(new FilePayload { Name = "large.png", MimeType = "image/png", Buffer = new byte[(10 * 1024 * 1024) + 1] });
        await Expect(page.GetByText("The body is too large: at most 10485760 bytes")).ToBeVisibleAsync();
        await Expect(note).ToHaveValueAsync("Half a note");

        // Chosen with the keyboard, too, and after what was wrong.
        await page.Locator("[data-pictures]").SetInputFilesAsync(new FilePayload { Name = "stand 7.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Pixel) });
        await Expect(note).ToHaveValueAsync(ChosenRegex());
        await Expect(page.GetByText("The body is too large")).ToHaveCountAsync(0);
        Assert.Equal(1, (await user.Get("/media_objects")).TotalItems);
        Assert.Empty(window.Problems);
    }

    private static MultipartFormDataContent Form(string name, byte[] file) => new() { { new ByteArrayContent(file), "file", name } };

    private static async Task ShownAsync(ILocator picture)
    {
        await Expect(picture).ToHaveCountAsync(1);
        await picture.ScrollIntoViewIfNeededAsync();
        await Expect(picture).ToHaveJSPropertyAsync("complete", true);
        await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 1);
    }

    /// <summary>Pastes a file into what has the focus, as a clipboard that has nothing else does.</summary>
    private static Task PasteAsync(IPage page, string name, byte[] file) => page.EvaluateAsync("""
        ([name, bytes]) => {
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0))], name, { type: name.endsWith('.png') ? 'image/png' : 'text/plain' }));
            document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }
        """, new[] { name, Convert.ToBase64String(file) });

    [GeneratedRegex(@"^Ask @zwal or \[@Zwaluw .*\]\(/people/[0-9a-f-]{36}\) and \[@Kim Bakker\]\(/users/[0-9a-f-]{36}\) by mail@home\.example$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MentionsRegex();

    [GeneratedRegex(@"^The stand:\n\n!\[.*\]\(/media_objects/[0-9a-f-]{36}\)\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PictureRegex();

    [GeneratedRegex(@"^Half a note\n\n!\[stand 7\]\(/media_objects/[0-9a-f-]{36}\)\n$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ChosenRegex();
}
