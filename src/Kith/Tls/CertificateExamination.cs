namespace Kith.Tls;

/// <summary>What <c>kith doctor</c> looks at in the certificate.</summary>
internal static class CertificateExamination
{
    /// <summary>Those who renew do so weeks before the end: with less left, a renewal has failed.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromDays(14);

    /// <summary>The check, where there is a certificate or should be one.</summary>
    public static IEnumerable<(string Subject, Func<ValueTask<(Verdict Verdict, string Text)>> Check)> ChecksOf(string urls, TimeProvider clock)
    {
        var isUsed = urls.Contains("https://", StringComparison.OrdinalIgnoreCase);
        return isUsed || Settings.TlsCertificate.Value is not null ? [("certificate", () => new(Examine(isUsed, clock.GetUtcNow())))] : [];
    }

    private static (Verdict Verdict, string Text) Examine(bool isUsed, DateTimeOffset now)
    {
        var files = CertificateFiles.Read();
        var certificate = files.Load(now);
        var left = certificate.ValidUntil - now;
        var text = $"{certificate.Subject}, valid until {certificate.ValidUntil:yyyy-MM-dd HH:mm} UTC, {(int)left.TotalDays} days.";
        return !isUsed ? (Verdict.Warning, $"{text} No address begins with https, so that it is not used.")
            : IsOpen(files.Key) ? (Verdict.Warning, $"{text} Everybody on this machine can read its key: chmod o= {files.Key}")
            : left < Late ? (Verdict.Warning, $"{text} It should have been renewed by now.")
            : (Verdict.Ok, text);
    }

    private static bool IsOpen(string key) => !OperatingSystem.IsWindows() && File.GetUnixFileMode(key).HasFlag(UnixFileMode.OtherRead);
}
