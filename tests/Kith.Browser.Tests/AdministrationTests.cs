using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>Users, keys, settings, and one's own account.</summary>
public sealed class AdministrationTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task Somebody_is_invited_gets_in_becomes_an_admin_and_is_deleted()
    {
        var admin = await server.NewTenant();
        await using var window = await browser.SignInAsync(server, admin);
        var page = window.Page;
        await window.GoAsync("/app/admin/users");
        await page.Keyboard.PressAsync("n");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("E-mail address").FillAsync("not an address");
        await dialog.GetByLabel("Given name").FillAsync("Kim");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        await Expect(dialog.Locator("#user-email-problem")).ToContainTextAsync("not a valid");
        var email = $"kim-{server.Database.Ids.Next()}@example.com";
        await dialog.GetByLabel("E-mail address").FillAsync(email);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        await Expect(page.GetByLabel("Link", new() { Exact = true })).ToBeVisibleAsync();
        var link = await page.GetByLabel("Link", new() { Exact = true }).InputValueAsync();
        await page.Keyboard.PressAsync("Escape");

        await using var theirs = await browser.OpenAsync(server);
        await theirs.Page.GotoAsync(new Uri(link).PathAndQuery);
        await theirs.Page.Locator("#password").FillAsync(Chromium.Password);
        await theirs.Page.Locator("button[type=submit]").ClickAsync();
        await theirs.AtAsync("**/app/people");
        await Expect(theirs.Page.GetByRole(AriaRole.Link, new() { Name = "Administration" })).ToHaveCountAsync(0);

        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = email });
        await row.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await dialog.GetByLabel("Administrator: also users, keys and settings").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Administrator");
        await theirs.GoAsync("/app/admin/users");
        await Expect(theirs.Page.GetByRole(AriaRole.Heading, new() { Name = "Users" })).ToBeVisibleAsync();

        await row.GetByRole(AriaRole.Button, new() { Name = "Delete Kim" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await Expect(theirs.Page.GetByRole(AriaRole.Dialog, new() { Name = "You were signed out" })).ToBeVisibleAsync();
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task A_key_is_shown_once_works_and_is_revoked()
    {
        var admin = await server.NewTenant();
        await using var window = await browser.SignInAsync(server, admin);
        var page = window.Page;
        await window.GoAsync("/app/admin/keys");
        await page.Keyboard.PressAsync("n");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("What it is for").FillAsync("Website forms");
        await dialog.GetByLabel("May").SelectOptionAsync("read");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        var key = admin.WithKey(await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        (await key.Get("/people")).Is(200);
        (await key.Post("/people", """{"familyName":"A"}""")).Is(403);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Website forms" });
        await Expect(row).ToContainTextAsync("Read");
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Revoked");
        (await key.Get("/people")).Is(401);
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task Settings_are_kept()
    {
        var admin = await server.NewTenant();
        await using var window = await browser.SignInAsync(server, admin);
        await window.GoAsync("/app/admin/settings");
        await window.Page.GetByLabel("Name of your organization").FillAsync(new string('a', 101));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(window.Page.Locator("#tenant-title-problem")).ToContainTextAsync("too long");
        await window.Page.GetByLabel("Name of your organization").FillAsync("Acme");
        await window.Page.GetByLabel("Language").SelectOptionAsync("nl");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(window.Page.GetByText("The settings were saved.")).ToBeVisibleAsync();
        var tenant = await admin.Get("/tenant");
        Assert.Equal(("Acme", "nl"), (tenant["title"]!.GetValue<string>(), tenant["language"]!.GetValue<string>()));
    }

    [Fact]
    public async Task One_ends_a_session_that_one_left_open_elsewhere()
    {
        var user = await server.NewTenant();
        await using var here = await browser.SignInAsync(server, user);
        await using var elsewhere = await browser.OpenAsync(server);
        await elsewhere.Page.GotoAsync("/app/sign-in");
        await elsewhere.SignInAgainAsync(user);
        await elsewhere.AtAsync("**/app/people");
        await elsewhere.ReadyAsync();

        await here.GoAsync("/app/account");
        var sessions = here.Page.Locator(".sessions li");
        await Expect(sessions).ToHaveCountAsync(2);
        await sessions.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(sessions).ToHaveCountAsync(1);
        await Expect(sessions).ToContainTextAsync("This one");
        await Expect(elsewhere.Page.GetByRole(AriaRole.Dialog, new() { Name = "You were signed out" })).ToBeVisibleAsync();
        await here.Page.ReloadAsync();
        await here.ReadyAsync();
        Assert.Empty(here.Problems);
    }
}
