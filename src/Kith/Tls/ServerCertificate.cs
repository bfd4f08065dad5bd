namespace Kith.Tls;

/// <summary>
/// The certificate that new connections get. Its files are looked at every so often: a watch on them would miss what is renewed by turning a
/// link, as certbot and Kubernetes do. What cannot be used is not taken up.
/// </summary>
internal sealed partial class ServerCertificate : IDisposable
{
    /// <summary>How often the files are looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly CertificateFiles _files;
    private readonly TimeProvider _clock;
    private readonly ILogger<ServerCertificate> _logger;
    private readonly ITimer _timer;
    private volatile LoadedCertificate _current;
    private string? _told;

    public ServerCertificate(CertificateFiles files, TimeProvider clock, ILogger<ServerCertificate> logger)
    {
        (_files, _clock, _logger) = (files, clock, logger);
        _current = files.Load(clock.GetUtcNow());
        _timer = clock.CreateTimer(static certificate => ((ServerCertificate)certificate!).Renew(), this, Interval, Interval);
    }

    /// <summary>What is in use; earlier ones are left to connections that still have them.</summary>
    public LoadedCertificate Current => _current;

    public void Dispose() => _timer.Dispose();

    private void Renew()
    {
        lock (_lock)
        {
            try
            {
                var found = _files.Load(_clock.GetUtcNow(), _current);
                if (found != _current)
                    LogRenewed(found.Subject, found.ValidUntil);
                (_current, _told) = (found, null);
            }
            catch (Exception exception)
            {
                // Whatever is wrong with a file must not end the server, which has a certificate.
                // Said once, not every time that it is still so.
                if (_told != exception.Message)
                    LogKept(_told = exception.Message, _current.ValidUntil);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Took up the renewed certificate of {Subject}, valid until {ValidUntil:yyyy-MM-dd HH:mm} UTC.")]
    private partial void LogRenewed(string subject, DateTimeOffset validUntil);

    [LoggerMessage(2, LogLevel.Error, "The renewed certificate cannot be used: {Reason} The earlier one stays, valid until {ValidUntil:yyyy-MM-dd HH:mm} UTC.")]
    private partial void LogKept(string reason, DateTimeOffset validUntil);
}
