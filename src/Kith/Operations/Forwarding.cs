using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Kith.Operations;

/// <summary>What proxies in front say of the client: its address, and whether it came by https, which links repeat.</summary>
internal static class Forwarding
{
    /// <summary>Reads the proxies that are believed, or says that the variable is wrong.</summary>
    public static IReadOnlyList<IPNetwork> ReadTrustedProxies() =>
        [.. (Settings.TrustedProxies.Value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Read)];

    /// <summary>Believes the proxies, and whoever they name of whom they are told in turn to be one.</summary>
    public static void Use(IApplicationBuilder app, IReadOnlyList<IPNetwork> trustedProxies)
    {
        if (trustedProxies.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trustedProxies)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    private static IPNetwork Read(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw Settings.TrustedProxies.Refuse("IP addresses or networks such as 10.0.0.0/8, with commas between them");
}
