using Kith.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kith.Browser.Tests;

/// <summary>The page of backups, which only who runs the server has.</summary>
public sealed class BackupsTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task A_backup_is_made_downloaded_and_deleted()
    {
        var admin = await server.Operator.Colleague($"{server.Database.Ids.Next()}@example.com", Users.User.Admin);
        await using var window = await browser.SignInAsync(server, admin);
        var page = window.Page;
        await window.GoAsync("/app/admin/settings");
        await page.GetByRole(AriaRole.Link, new() { Name = "Backups" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Backups", Exact = true })).ToBeFocusedAsync();
        await Expect(page.GetByText("None is deleted by itself.")).ToBeVisibleAsync();
        var before = (await admin.Get("/backups")).Iris;

        await page.Keyboard.PressAsync("n");
        await Expect(page.GetByText("The backup is made.")).ToBeAttachedAsync();
        var made = (await admin.Get("/backups")).Members.Single(backup => !before.Contains(backup["@id"]!.GetValue<string>()));
        var row = page.Locator($"[data-backup='{made["id"]}']");

        var download = await page.RunAndWaitForDownloadAsync(() => row.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal(Path.GetFileName(made["path"]!.GetValue<string>()), download.SuggestedFilename);
        Assert.Equal(made["contentSize"]!.GetValue<long>(), new FileInfo(await download.PathAsync()).Length);

        await row.GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await Expect(page.GetByLabel("Command")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Command")).ToHaveValueAsync($"kith restore {made["path"]}");
        await page.Keyboard.PressAsync("Escape");

        await row.GetByRole(AriaRole.Button, new() { Name = "Delete the backup" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("there is no way back");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        Assert.False(File.Exists(made["path"]!.GetValue<string>()));
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task Admins_of_other_tenants_have_no_such_page()
    {
        await using var window = await browser.SignInAsync(server, await server.NewTenant());
        await window.GoAsync("/app/admin/settings");
        await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Audit" })).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Backups" })).ToHaveCountAsync(0);
        await window.GoAsync("/app/admin/backups");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such page" })).ToBeVisibleAsync();
    }
}
