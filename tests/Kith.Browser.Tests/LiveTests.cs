using Kith.Tests.Support;

namespace Kith.Browser.Tests;

/// <summary>What others change appears without loading the page again.</summary>
public sealed class LiveTests(RunningServer server, Chromium browser)
{
    [Fact]
    public async Task Somebody_whom_the_api_creates_appears_in_the_list()
    {
        var user = await server.NewTenant();
        await using var window = await browser.SignInAsync(server, user);
        var person = await user.Person("Nieuwkomer");
        await window.Page.Locator($"a[href='{person.TrimStart('/')}']").First.WaitForAsync();
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task Nobody_sees_what_another_tenant_changes()
    {
        var (user, stranger) = (await server.NewTenant(), await server.NewTenant());
        await using var window = await browser.SignInAsync(server, user);
        await stranger.Person("Vreemd");
        await user.Person("Eigen");
        await window.Page.GetByText("Eigen").First.WaitForAsync();
        Assert.Equal(0, await window.Page.GetByText("Vreemd").CountAsync());
    }
}
