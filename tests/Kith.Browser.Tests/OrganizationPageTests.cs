using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>What was written of an organization and what happened to it.</summary>
public sealed class OrganizationPageTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task The_timeline_tells_notes_and_changes_is_narrowed_and_a_change_is_taken_back()
    {
        var user = await server.NewTenant();
        var organization = await user.Create("/organizations", """{"title":"Acme","website":"https://acme.example"}""");
        (await user.Patch(organization, """{"website":"https://acme.test"}""")).Is(200);
        await user.Note(organization, "\"title\":\"Visited them\"");
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync($"/app{organization}");
        var (notes, changes) = (page.Locator(".timeline article.note"), page.Locator(".timeline article.change"));
        await Expect(notes).ToHaveCountAsync(1);
        await Expect(changes).ToHaveCountAsync(2);
        await Expect(changes.First).ToContainTextAsync("https://acme.example");
        await Expect(changes.First).ToContainTextAsync("https://acme.test");
        await Expect(changes.First).ToContainTextAsync("through the key");
        await Expect(changes.Last).ToContainTextAsync("created this organization.");
        await Expect(changes.Last.GetByRole(AriaRole.Button, new() { Name = "Take back" })).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Navigation, new() { Name = "What is shown" }).GetByRole(AriaRole.Link, new() { Name = "Changes", Exact = true }).ClickAsync();
        await Expect(notes).ToHaveCountAsync(0);
        await window.AtAsync($"**/app{organization}?show=changes");
        await changes.First.GetByRole(AriaRole.Button, new() { Name = "Take back: Website" }).ClickAsync();
        await Expect(page.Locator("[data-field=website]")).ToContainTextAsync("acme.example");
        await Expect(changes.First).ToContainTextAsync("took a change back");
        await Expect(changes.First).ToContainTextAsync("on these pages");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator("[data-field=website]")).ToContainTextAsync("acme.test");
        Assert.Equal("https://acme.test", (await user.Get(organization))["website"]!.GetValue<string>());
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task What_was_typed_about_one_is_no_others()
    {
        var user = await server.NewTenant();
        var (acme, other) = (await user.Create("/organizations", """{"title":"Acme"}"""), await user.Create("/organizations", """{"title":"Bergman","description":"Sells boats."}"""));
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync($"/app{acme}");
        await page.Locator("[data-field=description] [data-edit]").ClickAsync();
        await page.Locator("[data-field=description] textarea").PressSequentiallyAsync("Makes anvils");
        await window.GoAsync($"/app{acme}");
        await Expect(page.Locator("[data-field=description] textarea")).ToHaveValueAsync("Makes anvils");

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("Bergman");
        await page.GetByRole(AriaRole.Option, new() { Name = "Bergman" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Bergman" })).ToBeVisibleAsync();
        await Expect(page.Locator("[data-field=description]")).ToContainTextAsync("Sells boats.");
        await Expect(page.Locator("[data-field=description] textarea")).ToHaveCountAsync(0);
        Assert.Equal("Sells boats.", (await user.Get(other))["description"]!.GetValue<string>());
        Assert.Empty(window.Problems);
    }
}
