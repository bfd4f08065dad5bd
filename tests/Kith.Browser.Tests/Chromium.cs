using Kith.Browser.Tests;
using Kith.Tests.Support;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Kith.Browser.Tests;

/// <summary>A real browser, one for all tests; each test has windows of its own, without the cookies of others.</summary>
public sealed class Chromium : IAsyncLifetime
{
    public const string Password = "correct horse battery staple";

    /// <summary>Nothing here waits for the network, and the machine may be busy with other tests.</summary>
    private const float Patience = 30_000;

    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = FindProgram(),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>An empty window of somebody who is not signed in.</summary>
    internal async Task<Window> OpenAsync(RunningServer server, WindowOptions? options = null)
    {
        var chosen = options ?? new WindowOptions();
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = chosen.Port is { } port ? $"http://127.0.0.1:{port}" : server.Address,
            ViewportSize = new() { Width = chosen.Width, Height = 900 },
            ColorScheme = chosen.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = chosen.Language,
            ReducedMotion = ReducedMotion.Reduce,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(Patience);
        return new Window(await context.NewPageAsync());
    }

    /// <summary>A window of a user who has just chosen a password.</summary>
    internal async Task<Window> SignInAsync(RunningServer server, Client user, WindowOptions? options = null)
    {
        var window = await OpenAsync(server, options);
        await window.Page.GotoAsync($"/app/welcome?token={Uri.EscapeDataString(await server.Link(user.Tenant, user.Email))}");
        await window.Page.Locator("#password").FillAsync(Password);
        await window.Page.Locator("button[type=submit]").ClickAsync();
        await window.AtAsync("**/app/people");
        await window.ReadyAsync();
        return window;
    }

    private static string FindProgram() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(_ => Programs, Path.Combine).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("The tests of the pages need Chromium (Debian: chromium); ./test installs it.");
}

/// <summary>How a window looks.</summary>
/// <param name="Width">In CSS pixels: a desk has 1440, a telephone 390.</param>
/// <param name="IsDark">Whether the system is dark.</param>
/// <param name="Language">What the browser asks for.</param>
/// <param name="Port">Where the line to the server begins that it goes through; null for none.</param>
internal sealed record WindowOptions(int Width = 1440, bool IsDark = false, string Language = "en", int? Port = null);
