using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kith.Tls;

/// <summary>The files that hold the certificate of this server, in PEM.</summary>
/// <param name="Certificate">The certificate, followed by those between it and its root.</param>
/// <param name="Key">Its private key.</param>
/// <param name="Password">The password of the key; null when it has none.</param>
internal sealed record CertificateFiles(string Certificate, string Key, string? Password)
{
    private const int LeastRsaBits = 2048;

    /// <summary>The extended key usages that allow a server (RFC 5280 §4.2.1.12).</summary>
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyUsage = "2.5.29.37.0";

    /// <summary>Reads the environment, or says which variable is missing.</summary>
    public static CertificateFiles Read() => new(
        Settings.TlsCertificate.Value ?? throw Settings.TlsCertificate.Refuse("set to a PEM file, because there is an https address"),
        Settings.TlsKey.Value ?? throw Settings.TlsKey.Refuse("set to a PEM file, because there is an https address"),
        Settings.TlsKeyPassword.Value);

    /// <summary>Reads the files and checks that a server can answer with them now.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="known">What is in use, so that it is not made again when the files hold nothing else; null for nothing.</param>
    /// <exception cref="InvalidOperationException">It cannot; the message names the variable.</exception>
    public LoadedCertificate Load(DateTimeOffset now, LoadedCertificate? known = null)
    {
        var (certificate, key) = (ReadFile(Settings.TlsCertificate, Certificate), ReadFile(Settings.TlsKey, Key));
        var fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes($"{certificate}\0{key}"));
        if (known is not null && fingerprint.AsSpan().SequenceEqual(known.Fingerprint))
            return known;

        var chain = ReadChain(certificate);
        var leaf = WithKey(certificate, key);
        var (from, until) = (new DateTimeOffset(leaf.NotBefore).ToUniversalTime(), new DateTimeOffset(leaf.NotAfter).ToUniversalTime());
        if (now < from || now >= until)
        {
            leaf.Dispose();
            throw Settings.TlsCertificate.Refuse($"a certificate that is valid: the one in {Certificate} {(now < from ? "begins to be" : "expired")} on {(now < from ? from : until):yyyy-MM-dd HH:mm} UTC");
        }
        if (WhyNotForServers(leaf) is { } reason)
        {
            leaf.Dispose();
            throw Settings.TlsCertificate.Refuse($"a certificate for a server: the one in {Certificate} {reason}");
        }
        try
        {
            // Offline: what the files do not hold is not fetched from an address in a certificate.
            return new LoadedCertificate(leaf, SslStreamCertificateContext.Create(leaf, [.. chain.Skip(1)], offline: true), fingerprint);
        }
        catch (CryptographicException exception)
        {
            leaf.Dispose();
            throw Settings.TlsCertificate.Refuse($"a certificate for a server, with its chain: {Certificate} cannot be used ({exception.Message})");
        }
    }

    /// <summary>What keeps every client from taking a certificate; null when nothing is known of.</summary>
    private static string? WhyNotForServers(X509Certificate2 leaf)
    {
        using var rsa = leaf.GetRSAPublicKey();
        if (rsa?.KeySize < LeastRsaBits)
            return $"has an RSA key of {rsa.KeySize} bits, and clients want {LeastRsaBits} or more";
        var usages = leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().ToList();
        return usages.Count > 0 && !usages.Exists(static usage => usage.EnhancedKeyUsages.Cast<Oid>().Any(static use => use.Value is ServerAuthentication or AnyUsage))
            ? "is for other uses (its extended key usage)"
            : null;
    }

    private X509Certificate2Collection ReadChain(string certificate)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(certificate);
        }
        catch (CryptographicException)
        {
            chain.Clear();
        }
        // What is being written may end in the middle of a certificate.
        return chain.Count > 0 && chain.Count == certificate.Split("-----BEGIN CERTIFICATE").Length - 1 ? chain : throw Settings.TlsCertificate.Refuse($"a PEM file with a certificate: {Certificate} holds none, or one that is not whole");
    }

    private X509Certificate2 WithKey(string certificate, string key)
    {
        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw Settings.TlsKey.Refuse($"a PEM file with a private key: {Key} holds none");
        try
        {
            return Password is null ? X509Certificate2.CreateFromPem(certificate, key) : X509Certificate2.CreateFromEncryptedPem(certificate, key, Password);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw (Password is null, key.Contains("ENCRYPTED", StringComparison.Ordinal)) switch
            {
                (true, true) => Settings.TlsKeyPassword.Refuse($"set: the key in {Key} has a password"),
                (false, false) => Settings.TlsKeyPassword.Refuse($"left out: the key in {Key} has no password"),
                (false, true) => Settings.TlsKeyPassword.Refuse($"the password of {Key}, which must be the key (PKCS #8) of the certificate in {Certificate}"),
                _ => Settings.TlsKey.Refuse($"the private key of the certificate in {Certificate}: the one in {Key} is of another, or not whole"),
            };
        }
    }

    private static string ReadFile(Setting setting, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw setting.Refuse($"a file that can be read: {exception.Message.TrimEnd('.')}");
        }
    }
}

/// <summary>A certificate that a server can answer with.</summary>
/// <param name="Leaf">The certificate itself, with its key.</param>
/// <param name="Context">The same with its chain, as connections use it.</param>
/// <param name="Fingerprint">What the files held.</param>
internal sealed record LoadedCertificate(X509Certificate2 Leaf, SslStreamCertificateContext Context, byte[] Fingerprint)
{
    /// <summary>The last moment at which clients take it.</summary>
    public DateTimeOffset ValidUntil => new DateTimeOffset(Leaf.NotAfter).ToUniversalTime();

    /// <summary>Whom it speaks for.</summary>
    public string Subject => Leaf.GetNameInfo(X509NameType.DnsName, forIssuer: false) is { Length: > 0 } name ? name : Leaf.Subject;
}
