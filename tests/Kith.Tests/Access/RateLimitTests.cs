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
    public void The_window_slides_by_the_second()
    {
        var clock = new ManualClock();
        var limit = new RateLimit(60, clock);
        for (var second = 0; second < 60; second++, clock.Advance(TimeSpan.FromSeconds(1)))
            Assert.Null(limit.Check(1));

        for (var second = 0; second < 120; second++, clock.Advance(TimeSpan.FromSeconds(1)))
        {
            Assert.Null(limit.Check(1));
            Assert.Equal(429, limit.Check(1)?.Status);
            Assert.Null(limit.Check(2));
        }
    }

    [Fact]
    public void After_a_pause_of_a_minute_all_are_allowed_again()
    {
        var clock = new ManualClock();
        var limit = new RateLimit(5, clock);

        for (var round = 0; round < 3; round++, clock.Advance(TimeSpan.FromMinutes(1 + round)))
        {
            for (var i = 0; i < 5; i++)
                Assert.Null(limit.Check(1));
            Assert.NotNull(limit.Check(1));
        }
    }

    [Fact]
    public void Zero_means_no_limit()
    {
        var limit = new RateLimit(0, new ManualClock());

        for (var i = 0; i < 10_000; i++)
            Assert.Null(limit.Check(1));
    }
}
