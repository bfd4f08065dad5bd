using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>Duplicates, merges and the trash: everything can be taken back.</summary>
public sealed class CleaningUpTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task Groups_are_reviewed_by_keyboard_and_each_decision_is_taken_back()
    {
        var user = await WithTwoGroupsAsync();
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync("/app/duplicates");
        await Expect(page.GetByText("2 groups left")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Merge M" })).ToBeEnabledAsync();

        await page.Keyboard.PressAsync("m");
        await Expect(page.GetByText("2 entries became one.")).ToBeVisibleAsync();
        await Expect(page.GetByText("1 group left")).ToBeVisibleAsync();
        Assert.Equal(3, (await user.Get("/people")).TotalItems);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("2 groups left")).ToBeVisibleAsync();
        Assert.Equal(4, (await user.Get("/people")).TotalItems);

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Keep separate S" })).ToBeEnabledAsync();
        await page.Keyboard.PressAsync("s");
        await Expect(page.GetByText("Kept separate: ")).ToBeVisibleAsync();
        await Expect(page.GetByText("1 group left")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Kept separate" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nobody is kept separate" })).ToBeVisibleAsync();
        Assert.Equal(2, (await user.Get("/duplicates", ("Prefer", "wait=60"))).TotalItems);
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task Sure_groups_are_merged_together_after_one_question()
    {
        var user = await WithTwoGroupsAsync();
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync("/app/duplicates");
        await page.GetByLabel("Tick from").SelectOptionAsync("90");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tick", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Merge 2 groups…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Jansen");
        await Expect(dialog).ToContainTextAsync("Bakker");
        await dialog.Locator("button.primary").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Everybody is here once" })).ToBeVisibleAsync();
        Assert.Equal(2, (await user.Get("/people")).TotalItems);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("2 groups left")).ToBeVisibleAsync();
        Assert.Equal(4, (await user.Get("/people")).TotalItems);
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task Whose_value_wins_is_chosen_and_the_list_of_merges_tells_who_was_merged()
    {
        var user = await server.NewTenant();
        var kept = await user.Create("/people", """{"familyName":"Jansen","jobTitle":"Buyer","emailAddresses":[{"email":"old@example.com"}]}""");
        var other = await user.Create("/people", """{"familyName":"Janssen","jobTitle":"Director","emailAddresses":[{"email":"new@example.com"}]}""");
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync($"/app/merge?people={Iri.IdOf(kept)},{Iri.IdOf(other)}");
        var result = page.Locator(".compare td.result");
        await page.Keyboard.PressAsync("1");
        await page.GetByLabel("Job title, Janssen: ").CheckAsync();
        await Expect(result.Filter(new() { HasText = "Director" })).ToBeVisibleAsync();
        await page.GetByLabel("old@example.com").UncheckAsync();
        await Expect(result.Filter(new() { HasText = "old@example.com" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Merge M" }).ClickAsync();
        await window.AtAsync($"**/app{kept}");
        var merged = await user.Get(kept);
        Assert.Equal(("Jansen", "Director"), (merged["familyName"]!.GetValue<string>(), merged["jobTitle"]!.GetValue<string>()));
        Assert.Equal(["new@example.com"], merged["emailAddresses"]!.AsArray().Select(item => item!["email"]!.GetValue<string>()));
        await Expect(page.Locator(".timeline")).ToContainTextAsync("merged others into this person");

        await window.GoAsync("/app/merges");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Jansen" });
        await Expect(row).ToContainTextAsync("Janssen");
        await row.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No merge to undo" })).ToBeVisibleAsync();
        await page.GetByLabel("Show undone ones, too").CheckAsync();
        await Expect(row).ToContainTextAsync("Janssen");
        await Expect(row).ToContainTextAsync("Undone");
        Assert.Equal("Director", (await user.Get(other)).Is(200)["jobTitle"]!.GetValue<string>());
        Assert.Equal("Buyer", (await user.Get(kept))["jobTitle"]!.GetValue<string>());
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task Who_is_deleted_comes_back_at_once_or_from_the_trash()
    {
        var user = await server.NewTenant();
        var person = await user.Person();
        var other = await user.Person("Bakker");
        await using var window = await browser.SignInAsync(server, user);
        var page = window.Page;
        await window.GoAsync($"/app{person}");
        await DeleteAsync();
        (await user.Get(person)).Is(404);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Jansen" })).ToBeVisibleAsync();
        (await user.Get(person)).Is(200);

        await DeleteAsync();
        (await user.Delete(other)).Is(204);
        await window.GoAsync("/app/trash");
        await Expect(page.GetByText("2 deleted people")).ToBeVisibleAsync();
        await page.GetByLabel("Select Jansen").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore 1 person" }).ClickAsync();
        await Expect(page.GetByText("1 deleted person")).ToBeVisibleAsync();
        (await user.Get(person)).Is(200);
        await window.GoAsync($"/app{other}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Bakker is in the trash" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Bakker", Exact = true })).ToBeVisibleAsync();
        (await user.Get(other)).Is(200);

        async Task DeleteAsync()
        {
            await page.GetByLabel("More for Jansen").ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).Locator("visible=true").ClickAsync();
            // The page itself says so too, as soon as it hears of it.
            await Expect(page.GetByRole(AriaRole.Status).GetByText("Jansen is in the trash")).ToBeVisibleAsync();
        }
    }

    private async Task<Client> WithTwoGroupsAsync()
    {
        var user = await server.NewTenant();
        foreach (var (name, digit) in (IEnumerable<(string, int)>)[("Jansen", 1), ("Bakker", 2)])
        {
            var body = $$"""{"familyName":"{{name}}","givenName":"Jan","emailAddresses":[{"email":"jan{{digit}}@example.com"}],"phoneNumbers":[{"phoneNumber":"06 1234 567{{digit}}"}]}""";
            await user.Create("/people", body);
            await user.Create("/people", body);
        }
        Assert.Equal(2, (await user.Get("/duplicates", ("Prefer", "wait=60"))).TotalItems);
        return user;
    }
}
