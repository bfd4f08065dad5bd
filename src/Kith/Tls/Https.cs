using System.Security.Authentication;

namespace Kith.Tls;

/// <summary>TLS for the addresses that begin with https: HTTP/2 or HTTP/1.1, whichever the client takes (ALPN, RFC 7301).</summary>
internal static class Https
{
    public static void Configure(WebApplicationBuilder builder, CertificateFiles? files, TimeProvider clock)
    {
        if (files is null)
            return;
        builder.Services.AddSingleton(services => new ServerCertificate(files, clock, services.GetRequiredService<ILogger<ServerCertificate>>()));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var certificate = kestrel.ApplicationServices.GetRequiredService<ServerCertificate>();
            kestrel.ConfigureHttpsDefaults(https =>
            {
                https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                // Kestrel wants to be told of a certificate; the one that counts comes with its chain, which a selector cannot give.
                https.ServerCertificateSelector = (_, _) => certificate.Current.Leaf;
                https.OnAuthenticate = (_, tls) =>
                {
                    tls.ServerCertificateSelectionCallback = null;
                    tls.ServerCertificateContext = certificate.Current.Context;
                };
            });
        });
    }
}
