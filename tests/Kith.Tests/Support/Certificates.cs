using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kith.Tests.Support;

/// <summary>Certificates of an authority of its own, in files as a server is given them.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kith-tests-tls-");
    private readonly DateTimeOffset _now;
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _between;

    public Certificates(DateTimeOffset now)
    {
        _now = now;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _root = Authority("Root", rootKey).CreateSelfSigned(now.AddYears(-1), now.AddYears(1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var between = Authority("Between", key).Create(_root, now.AddYears(-1), now.AddYears(1), [1]);
        _between = between.CopyWithPrivateKey(key);
    }

    public string Certificate => Path.Combine(_folder.FullName, "certificate.pem");

    public string Key => Path.Combine(_folder.FullName, "key.pem");

    public (string, string)[] Environment => [("KITH_TLS_CERTIFICATE", Certificate), ("KITH_TLS_KEY", Key)];

    /// <summary>Puts a new certificate and its key where the server looks for them.</summary>
    /// <param name="name">Whom it speaks for, beside localhost.</param>
    /// <param name="days">In how many days it expires.</param>
    /// <param name="age">How many days ago it became valid.</param>
    /// <param name="password">The password of the key.</param>
    /// <param name="key">Its key; null for an elliptic one.</param>
    /// <param name="usage">What it may be used for; null to leave that out.</param>
    public void Renew(string name, double days = 90, double age = 1, string? password = null, RSA? key = null, string? usage = null)
    {
        using AsymmetricAlgorithm own = (AsymmetricAlgorithm?)key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = own is ECDsa elliptic
            ? new CertificateRequest($"CN={name}", elliptic, HashAlgorithmName.SHA256)
            : new CertificateRequest($"CN={name}", (RSA)own, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (usage is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_between.SubjectName, X509SignatureGenerator.CreateForECDsa(_between.GetECDsaPrivateKey()!), _now.AddDays(-age), _now.AddDays(days), [2, .. BitConverter.GetBytes(name.GetHashCode(StringComparison.Ordinal))]);
        System.IO.File.WriteAllText(Certificate, $"{certificate.ExportCertificatePem()}\n{_between.ExportCertificatePem()}\n");
        System.IO.File.WriteAllText(Key, password is null
            ? own.ExportPkcs8PrivateKeyPem()
            : own.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose()
    {
        _root.Dispose();
        _between.Dispose();
        _folder.Delete(recursive: true);
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request;
    }
}
