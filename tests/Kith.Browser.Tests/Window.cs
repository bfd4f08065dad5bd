using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Kith.Tests.Support;

namespace Kith.Browser.Tests;

/// <summary>A page in a browser, with everything that went wrong in it.</summary>
internal sealed class Window : IAsyncDisposable
{
    public Window(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => Problems.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Problems.Add(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>What the browser complained of: scripts that failed, things that the security policy refused.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Opens a page and waits until it answers to what one does.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await ReadyAsync();
    }

    /// <summary>Waits until the page answers to what one does.</summary>
    public async Task ReadyAsync()
    {
        await Page.Locator("html[data-ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Page.Locator(".frame[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    /// <summary>Waits for the address of the page. Pages are not loaded again, which waiting for a navigation misses now and then.</summary>
    /// <param name="address">How it ends: <c>**</c> is anything, <c>*</c> anything but a slash.</param>
    public Task AtAsync(string address) => Assertions.Expect(Page).ToHaveURLAsync(
        new Regex($"{Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromSeconds(2)));

    /// <summary>Makes the browser so many times slower.</summary>
    public async Task SlowAsync(int times)
    {
        var session = await Page.Context.NewCDPSessionAsync(Page);
        await session.SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = times });
    }

    /// <summary>Fills in the form of a user who has a password; other tests have users of the same address in tenants of their own.</summary>
    public async Task SignInAgainAsync(Client user)
    {
        await FillAsync();
        await Page.Locator("button[type=submit]").ClickAsync();
        if (!await Page.Locator("#tenant").IsVisibleAsync())
            return;
        await FillAsync();
        await Page.Locator("#tenant").FillAsync(user.Tenant);
        await Page.Locator("button[type=submit]").ClickAsync();

        async Task FillAsync()
        {
            await Page.Locator("#email").FillAsync(user.Email);
            await Page.Locator("#password").FillAsync(Chromium.Password);
        }
    }

    /// <summary>What is wrong for somebody who cannot see, or use a mouse, as axe finds it (WCAG 2.2 A and AA).</summary>
    public async Task<IReadOnlyList<string>> BarriersAsync()
    {
        var found = await Page.RunAxe(new AxeRunOptions
        {
            RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        });
        return [.. found.Violations.SelectMany(violation => violation.Nodes, (violation, node) => $"{violation.Id}: {node.Html}")];
    }

    /// <summary>Whether the page is wider than the window, so that one would have to scroll to the side.</summary>
    public Task<bool> IsTooWideAsync() => Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth || document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth + 1");

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
