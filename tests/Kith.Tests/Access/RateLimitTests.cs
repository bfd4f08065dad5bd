using Kith.Access;
using Kith.Tests.Support;

namespace Kith.Tests.Access;

public sealed class RateLimitTests
{
    [Fact]
    public async Task More_requests_than_allowed_are_told_when_to_come_back()
    {
        var clock = new ManualClock();
        await using var server = await RunningServer.StartAsync(clock, rateLimit: 3);
        var crm = await server.NewTenant();
        var (colleague, stranger) = (await crm.Colleague(), await server.NewTenant());

        (await crm.Get("/people")).Is(200);
        clock.Advance(TimeSpan.FromSeconds(10));
        (await colleague.Get("/people")).Is(200);
        (await crm.Get("/people/x")).Is(404);
        var refused = (await crm.Post("/people", """{"familyName":"A"}""")).Is(429);
        (await colleague.Get("/people")).Is(429);

        Assert.Equal("50", refused.Header("Retry-After"));
        (await stranger.Get("/people")).Is(200);
        (await crm.WithKey("wrong").Get("/people")).Is(401);
        clock.Advance(TimeSpan.FromSeconds(49));
        (await crm.Get("/people")).Is(429);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await crm.Get("/people")).Is(200).TotalItems);
        Assert.Equal("10", (await crm.Get("/people")).Is(429).Header("Retry-After"));
    }

    [Fact]
    public async Task An_admin_may_allow_fewer_requests_than_the_server_does()
    {
        var clock = new ManualClock();
        await using var server = await RunningServer.StartAsync(clock, rateLimit: 100);
        var (crm, stranger) = (await server.NewTenant(), await server.NewTenant());
        (await crm.Patch("/tenant", """{"requestsPerMinute":101}""")).Refuses("requestsPerMinute");
        (await crm.Patch("/tenant", """{"requestsPerMinute":59}""")).Refuses("requestsPerMinute");
        Assert.Equal(60, (await crm.Patch("/tenant", """{"requestsPerMinute":60}""")).Is(200)["requestsPerMinute"]!.GetValue<int>());
        clock.Advance(TimeSpan.FromMinutes(2));

        for (var i = 0; i < 60; i++)
            (await crm.Get("/tenant")).Is(200);

        Assert.Contains("at most 60 a minute", (await crm.Get("/tenant")).Is(429).Text, StringComparison.Ordinal);
        Assert.Equal(100, (await stranger.Get("/tenant")).Is(200)["requestsPerMinute"]!.GetValue<int>());
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(100, (await crm.Patch("/tenant", """{"requestsPerMinute":null}""")).Is(200)["requestsPerMinute"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_window_slides_by_the_second()
    {
        var clock = new ManualClock();
        var limit = new RateLimit(60, new LocalBudget(), clock);
        for (var second = 0; second < 60; second++, clock.Advance(TimeSpan.FromSeconds(1)))
            Assert.Null(await limit.CheckAsync(1));

        for (var second = 0; second < 120; second++, clock.Advance(TimeSpan.FromSeconds(1)))
        {
            Assert.Null(await limit.CheckAsync(1));
            Assert.Equal(429, (await limit.CheckAsync(1))?.Status);
            Assert.Null(await limit.CheckAsync(2));
        }
    }

    [Fact]
    public async Task After_a_pause_of_a_minute_all_are_allowed_again()
    {
        var clock = new ManualClock();
        var limit = new RateLimit(5, new LocalBudget(), clock);

        for (var round = 0; round < 3; round++, clock.Advance(TimeSpan.FromMinutes(1 + round)))
        {
            for (var i = 0; i < 5; i++)
                Assert.Null(await limit.CheckAsync(1));
            Assert.NotNull(await limit.CheckAsync(1));
        }
    }

    [Fact]
    public async Task Zero_means_no_limit()
    {
        var limit = new RateLimit(0, new LocalBudget(), new ManualClock());

        for (var i = 0; i < 10_000; i++)
            Assert.Null(await limit.CheckAsync(1));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_by_hours_does_not_shut_anybody_out()
    {
        var clock = new ManualClock();
        var limit = new RateLimit(1, new LocalBudget(), clock);
        Assert.Null(await limit.CheckAsync(1));
        Assert.NotNull(await limit.CheckAsync(1));

        clock.Advance(TimeSpan.FromHours(-3));
        for (var second = 0; second <= 60; second++, clock.Advance(TimeSpan.FromSeconds(1)))
            await limit.CheckAsync(1);

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await limit.CheckAsync(1));
    }

    [Fact]
    public void A_window_that_was_written_down_goes_on_where_it_was()
    {
        var window = new RequestWindow();
        Assert.Equal(new Grant(30, 0), window.Take(1_000_000, 40, 30));
        Assert.Equal(new Grant(10, 0), RequestWindow.Of(window.ToBytes()).Take(1_000_020, 40, 30));

        _ = window.Take(1_000_020, 40, 30);
        Assert.Equal(new Grant(0, 40), RequestWindow.Of(window.ToBytes()).Take(1_000_020, 40, 30));
        Assert.Equal(new Grant(30, 0), RequestWindow.Of(window.ToBytes()).Take(1_000_060, 40, 30));
    }
}
